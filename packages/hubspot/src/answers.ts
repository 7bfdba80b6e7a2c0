/** What HubSpot takes and answers, as far as the tools use it. */

export interface HubSpotRecord {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived?: boolean;
}

export interface SearchRequest {
  query?: string | undefined;
  filterGroups?: { filters: SearchFilter[] }[];
  sorts?: string[];
  properties?: string[];
  limit?: number;
  after?: string | undefined;
}

export interface SearchFilter {
  propertyName: string;
  operator: string;
  value?: string;
  values?: string[];
  highValue?: string;
}

export interface Property {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  description?: string;
  groupName: string;
  calculated?: boolean;
  hasUniqueValue?: boolean;
  hidden?: boolean;
  options: { label: string; value: string; hidden?: boolean; description?: string }[];
  modificationMetadata?: { readOnlyValue?: boolean };
}

export interface Pipeline {
  id: string;
  label: string;
  stages: { id: string; label: string; displayOrder: number; metadata?: Record<string, string> }[];
}

export interface Owner {
  id: string;
  email?: string;
  firstName?: string;
  lastName?: string;
  archived?: boolean;
  teams?: { id: string; name: string }[];
}

export interface Account {
  portalId: number;
  accountType: string;
  companyCurrency: string;
  timeZone: string;
  additionalCurrencies?: string[];
  uiDomain?: string;
  dataHostingLocation?: string;
}

export interface AssociationLabel {
  category: string;
  typeId: number;
  label?: string | null;
}

/** Whose associations to read, and after which of them. */
export interface AssociationsAfter {
  id: string;
  after?: string | undefined;
}

/** The associations of one record with records of one other type, by the page. */
export interface Associated {
  from: { id: string };
  to: { toObjectId: string | number; associationTypes: AssociationLabel[] }[];
  paging?: { next?: { after: string } };
}

export interface ObjectSchema {
  objectTypeId: string;
  name: string;
  fullyQualifiedName: string;
  labels: { singular?: string; plural?: string };
  primaryDisplayProperty?: string;
}

export interface AssociationInput {
  to: { id: string };
  types: { associationCategory: string; associationTypeId: number }[];
}

export interface ListSearch {
  query?: string | undefined;
  processingTypes?: string[];
  count: number;
  offset: number;
}

export interface HubSpotList {
  listId: string;
  name: string;
  objectTypeId: string;
  processingType: string;
  updatedAt?: string;
  size?: number;
  additionalProperties?: Record<string, string>;
}

/** Most lists come by the page, `after` of one being asked for with the next. */
export interface Page<T> {
  results: T[];
  total?: number;
  paging?: { next?: { after: string } };
}
