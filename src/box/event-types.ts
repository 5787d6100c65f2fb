/** What an event does to a file, in words an admin filters by. */
export type ActivityCategory = 'modifies' | 'shares' | 'moves' | 'removes' | 'reads' | 'other';
