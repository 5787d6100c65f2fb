/** This page's nonce: styles that are made at run time carry it, or the Content-Security-Policy refuses them. */
export const NONCE = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
