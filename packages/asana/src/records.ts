/** Records as Asana sends them, with the fields that the tools ask for; everything but `gid` may be missing. */
export interface Named {
  gid: string;
  name?: string;
}

export interface User extends Named {
  email?: string;
  workspaces?: Named[];
}

export interface Membership {
  project?: Named;
  section?: Named;
}

export interface EnumOption extends Named {
  enabled?: boolean;
}

export interface CustomField extends Named {
  type?: string;
  description?: string;
  display_value?: string | null;
  enum_options?: EnumOption[];
  is_value_read_only?: boolean;
  is_formula_field?: boolean;
}

export interface Task extends Named {
  completed?: boolean;
  completed_at?: string | null;
  assignee?: Named | null;
  due_on?: string | null;
  due_at?: string | null;
  start_on?: string | null;
  memberships?: Membership[];
  parent?: Named | null;
  tags?: Named[];
  custom_fields?: CustomField[];
  permalink_url?: string;
  created_at?: string;
  modified_at?: string;
  num_subtasks?: number;
  html_notes?: string;
  created_by?: Named;
  followers?: Named[];
  workspace?: Named;
}

export interface Story {
  gid: string;
  type?: string;
  resource_subtype?: string;
  created_at?: string;
  created_by?: Named | null;
  html_text?: string;
  text?: string;
  is_pinned?: boolean;
}

export interface Project extends Named {
  archived?: boolean;
  owner?: Named | null;
  team?: Named | null;
  start_on?: string | null;
  due_on?: string | null;
  permalink_url?: string;
  modified_at?: string;
  html_notes?: string;
  current_status?: { color?: string } | null;
  current_status_update?: { gid: string; title?: string } | null;
}

export interface FieldSetting {
  custom_field: CustomField;
}

export interface StatusUpdate {
  gid: string;
  title?: string;
  status_type?: string;
  html_text?: string;
  created_at?: string;
  author?: Named | null;
}

export interface Portfolio extends Named {
  owner?: Named | null;
  permalink_url?: string;
  due_on?: string | null;
}

export interface Attachment extends Named {
  host?: string;
  size?: number;
  created_at?: string;
  download_url?: string | null;
  permanent_url?: string | null;
  view_url?: string | null;
}

export interface TaskCounts {
  num_tasks?: number;
  num_incomplete_tasks?: number;
  num_completed_tasks?: number;
}
