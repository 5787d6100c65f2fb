import { useSearchParams } from 'react-router';

const NAME = 'consent';

/** What the address says of a consent, as Box's way back wrote it. */
export interface ConsentInAddress {
  readonly consent: string | null;
  /** Takes it out of the address: it was read, or is over. */
  readonly forget: () => void;
}

/** What the address says of a consent. */
export function useConsentInAddress(): ConsentInAddress {
  const [query, setQuery] = useSearchParams();
  const forget = (): void =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete(NAME);
        return next;
      },
      { replace: true },
    );
  return { consent: query.get(NAME), forget };
}
