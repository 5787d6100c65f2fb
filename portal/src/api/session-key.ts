/** Under which key it is known who is signed in; null is nobody. */
export const SESSION_KEY = ['session'] as const;
