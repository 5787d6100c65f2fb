/** Filters that live in the address: a view can be sent to somebody, kept, and gone back to. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What is filtered by; what is not set is missing. */
export type Filters<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** The filters of these names, and how to change some; undefined or empty takes one away. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): readonly [Filters<Name>, (change: Partial<Record<Name, string | undefined>>) => void] {
  const [query, setQuery] = useSearchParams();
  const filters = useMemo(() => {
    const set = names.flatMap((name) => {
      const value = query.get(name);
      return value === null || value === '' ? [] : [[name, value] as const];
    });
    return Object.fromEntries(set) as Filters<Name>;
  }, [names, query]);
  const change = useCallback(
    (wanted: Partial<Record<Name, string | undefined>>) =>
      setQuery(
        (now) => {
          const next = new URLSearchParams(now);
          for (const [name, value] of Object.entries<string | undefined>(wanted)) {
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setQuery],
  );
  return [filters, change];
}
