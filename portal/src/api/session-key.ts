/** The query key of the session; its data is null while nobody is signed in. */
export const SESSION_KEY = ['session'] as const;
