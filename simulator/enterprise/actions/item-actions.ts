/** The bodies of actions on files, folders, web links, links and collaborations. */
import { z } from 'zod';
import { MAX_TIME } from '../../time/clock.js';
import { LABEL_NAMES } from '../labels.js';
import { INVITEE_ROLES } from '../roles.js';

const common = { as: z.string().optional() };
const onItem = { ...common, fileId: z.string().optional(), folderId: z.string().optional(), webLinkId: z.string().optional() }; // prettier-ignore
/** Epoch milliseconds; null removes the expiry. */
const end = z.number().int().nonnegative().max(MAX_TIME).nullable().optional();
const role = z.enum(INVITEE_ROLES);
const access = z.enum(['open', 'company', 'collaborators']);
/** True sets a default password. */
const password = z.union([z.boolean(), z.string(), z.null()]).optional();
const link = {
  access,
  password,
  canDownload: z.boolean().optional(),
  canEdit: z.boolean().optional(),
  vanityName: z.string().optional(),
  unsharedAt: end,
};
/** `rootOf` is the user whose root '0' is. Defaults to the acting user or the item's owner. */
const place = { toFolderId: z.string(), rootOf: z.string().optional() };
const folderSettings = {
  canNonOwnersInvite: z.boolean().optional(),
  canNonOwnersViewCollaborators: z.boolean().optional(),
  isRestrictedToEnterprise: z.boolean().optional(),
  uploadEmail: z.enum(['open', 'collaborators']).nullable().optional(),
};

/** One schema per group of actions with the same fields. */
export const itemActionSchemas = [
  z.strictObject({ type: z.enum(['edit', 'preview', 'download', 'print', 'export', 'unlock']), ...common, fileId: z.string() }),
  z.strictObject({ type: z.literal('lock'), ...common, fileId: z.string(), expiresAt: end, isDownloadPrevented: z.boolean().optional() }),
  z.strictObject({ type: z.literal('restrictDownload'), ...common, fileId: z.string(), to: z.enum(['open', 'company']) }),
  z.strictObject({ type: z.enum(['unshare', 'expireLink', 'uncollaborate', 'delete', 'purge', 'unclassify']), ...onItem }),
  z.strictObject({ type: z.literal('restore'), ...onItem, name: z.string().optional(), toFolderId: z.string().optional(), rootOf: z.string().optional() }),
  z.strictObject({ type: z.literal('upload'), ...common, folderId: z.string(), name: z.string().optional(), size: z.number().int().nonnegative().optional() }),
  z.strictObject({ type: z.literal('createFolder'), ...common, folderId: z.string(), name: z.string() }),
  z.strictObject({ type: z.literal('createWebLink'), ...common, folderId: z.string(), name: z.string(), url: z.string(), description: z.string().optional() }),
  z.strictObject({ type: z.literal('share'), ...onItem, ...link }),
  z.strictObject({ type: z.literal('reshare'), ...onItem, ...link }),
  z.strictObject({ type: z.literal('collaborate'), ...onItem, login: z.string().optional(), user: z.string().optional(), group: z.string().optional(), role: role.optional(), status: z.enum(['accepted', 'pending']).optional(), expiresAt: end, isAccessOnly: z.boolean().optional() }),
  z.strictObject({ type: z.literal('updateCollaboration'), ...common, collaborationId: z.string(), role: role.optional(), status: z.enum(['accepted', 'pending']).optional(), expiresAt: end }),
  z.strictObject({ type: z.enum(['removeCollaboration', 'expireCollaboration', 'giveOwnership']), ...common, collaborationId: z.string() }),
  z.strictObject({ type: z.literal('move'), ...onItem, ...place, name: z.string().optional() }),
  z.strictObject({ type: z.literal('copy'), ...onItem, ...place, name: z.string() }),
  z.strictObject({ type: z.literal('rename'), ...onItem, name: z.string() }),
  z.strictObject({ type: z.literal('describe'), ...onItem, description: z.string() }),
  z.strictObject({ type: z.literal('relink'), ...common, webLinkId: z.string(), url: z.string() }),
  z.strictObject({ type: z.literal('setFolder'), ...common, folderId: z.string(), ...folderSettings }),
  z.strictObject({ type: z.literal('classify'), ...onItem, label: z.enum(LABEL_NAMES) }),
] as const; // prettier-ignore

/** The names of all item actions. */
export const ITEM_ACTION_TYPES: readonly string[] = itemActionSchemas.flatMap(({ shape: { type } }) =>
  'options' in type ? type.options : [...type.values],
);

/** An action on an item. One union member per type, so that a switch narrows it. */
export type ItemAction = EachType<z.infer<(typeof itemActionSchemas)[number]>>;

type EachType<Action> = Action extends { type: infer Type } ? WithType<Action, Type> : never;
type WithType<Action, Type> = Type extends string ? Omit<Action, 'type'> & { type: Type } : never;

/** The action of a type. */
export type ItemActionOf<Type extends ItemAction['type']> = Extract<ItemAction, { type: Type }>;
