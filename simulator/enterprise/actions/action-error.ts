/** An action that cannot be done; the message names the field. */
export class ActionError extends Error {}
