/** Arguments with which each tool succeeds against the emulator. */
export const examples = {
  template_list_items: { limit: 2 },
  template_create_item: { name: "New" },
};

/** Values for keys that the suite cannot guess. */
export const variations = {
  template_list_items: { query: "a", cursor: "WyIyIiwwXQ" },
};
