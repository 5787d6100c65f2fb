/** An action that is not possible. The message begins with the name of the field at fault. */
export class ActionError extends Error {}
