import { z } from 'zod';
import type { Collaboration } from '../domain/collaborators.js';
import { id, optionalText } from './responses.js';

/** A collaboration with the item that it is attached to. */
export interface BoxCollaboration extends Collaboration {
  readonly itemId: string | null;
}

/** Parses a collaboration. */
export const boxCollaboration = z
  .object({
    status: z.string().default('accepted'),
    role: optionalText,
    accessible_by: z
      .object({ type: z.enum(['user', 'group']), id, name: optionalText, login: z.string().nullish() })
      .nullish(),
    invite_email: z.string().nullish(),
    item: z.object({ id }).nullish(),
  })
  .transform(({ status, role, accessible_by: by, invite_email: inviteEmail, item }): BoxCollaboration => ({
    status,
    role,
    accessibleBy: by ? { ...by, login: by.login ?? null } : null,
    inviteEmail: inviteEmail ?? null,
    itemId: item?.id ?? null,
  }));
