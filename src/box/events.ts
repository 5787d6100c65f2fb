/** Who acted, as Box names them. */
export interface Actor {
  readonly id: string;
  readonly login: string | null;
  readonly name: string | null;
}

/** The item an event speaks of. */
export interface ActivityItem {
  readonly type: 'file' | 'folder' | 'user' | 'other';
  readonly id: string;
  readonly name: string | null;
  readonly ownerId: string | null;
  readonly parentId: string | null;
}
