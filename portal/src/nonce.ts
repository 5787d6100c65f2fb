/** The page's nonce: the Content-Security-Policy refuses styles made at run time without it. */
export const NONCE = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
