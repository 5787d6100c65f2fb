/** The groups that an enterprise is generated with. */

/** The group that items are generated as shared with. */
export const FINANCE = { id: '555001', name: 'Everybody in Finance' } as const;

/** All groups, and the share of users in each. */
export const GENERATED_GROUPS = [
  { ...FINANCE, share: 0.2 },
  { id: '555002', name: 'Legal', share: 0.1 },
  { id: '555003', name: 'Engineering', share: 0.4 },
  { id: '555004', name: 'Project Alpha (closed)', share: 0 },
] as const;
