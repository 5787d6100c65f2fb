import { useSearchParams } from 'react-router';

const NAME = 'consent';

/** The `consent` parameter of the address, which the redirect from Box sets. */
export interface ConsentParam {
  readonly consent: string | null;
  /** Removes it from the address, without a new entry in the browser's history. */
  readonly clear: () => void;
}

/** Reads the `consent` parameter of the address. */
export function useConsentParam(): ConsentParam {
  const [query, setQuery] = useSearchParams();
  const clear = (): void =>
    setQuery(
      (current) => {
        const next = new URLSearchParams(current);
        next.delete(NAME);
        return next;
      },
      { replace: true },
    );
  return { consent: query.get(NAME), clear };
}
