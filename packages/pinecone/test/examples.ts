const vector = [0, 1, 0, 0.8, 0.5, 0.4, 1, 0.5];

/** Arguments with which each tool succeeds against the emulator's company. */
export const examples = {
  pinecone_list_indexes: {},
  pinecone_get_index: { index: "company-docs" },
  pinecone_get_index_stats: { index: "company-docs" },
  pinecone_list_namespaces: { index: "company-docs" },
  pinecone_search_records: {
    index: "company-docs",
    namespace: "projects",
    query: "How do we roll back Flow 4.0?",
    limit: 3,
    rerank_model: "bge-reranker-v2-m3",
  },
  pinecone_search_indexes: {
    indexes: ["company-docs/projects", "call-transcripts", "support-tickets"],
    query: "night batch finished too late",
    limit: 5,
  },
  pinecone_query_vectors: { index: "deal-lookalikes", vector, limit: 3 },
  pinecone_list_records: { index: "company-docs", namespace: "projects", filter: { kind: "plan" } },
  pinecone_get_records: { index: "company-docs", namespace: "projects", ids: ["marlow-plan#1"] },
  pinecone_list_record_ids: { index: "company-docs", namespace: "projects" },
  pinecone_upsert_records: {
    index: "support-tickets",
    records: [{ id: "draft-1", text: "The pallet scanner loses its pairing", solved: false }],
  },
  pinecone_upsert_vectors: {
    index: "deal-lookalikes",
    vectors: [{ id: "deal-draft", values: vector, metadata: { name: "Draft" } }],
  },
  pinecone_update_record: {
    index: "support-tickets",
    filter: { priority: "HIGH" },
    metadata: { escalated: true },
  },
  pinecone_delete_records: { index: "support-tickets", filter: { solved: true } },
  pinecone_rerank_documents: {
    query: "late night batch",
    documents: ["A new logo for the web store", "The night batch finished late again"],
  },
  pinecone_create_index: { name: "meeting-notes", model: "llama-text-embed-v2" },
  pinecone_update_index: { index: "deal-lookalikes", deletion_protection: false, tags: { team: "sales" } },
  pinecone_delete_index: { index: "ticket-keywords" },
  pinecone_delete_namespace: { index: "company-docs", namespace: "guides" },
  pinecone_create_embeddings: { texts: ["night batch"], model: "pinecone-sparse-english-v0" },
};

/** Values for keys that the suite cannot guess. */
export const variations = {
  pinecone_list_indexes: { limit: 2 },
  pinecone_rerank_documents: { limit: 1 },
  // More records than this fit the filter, so that the second request, which changes them, is not sent.
  pinecone_update_record: { max_records: 1 },
};

/** Keys that change the answer and no request. */
export const localKeys = {
  pinecone_list_indexes: {
    query: "Pinecone lists all indexes at once and has no filter",
    limit: "Pinecone lists all indexes at once",
    cursor: "Pinecone lists all indexes at once",
  },
  pinecone_get_records: { include_values: "Pinecone always returns whole vectors" },
};
