import { Alert, Button, Group, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { filesSummaryQuery } from '../api/files.js';
import { EXPOSURES, type Exposure } from '../words/exposures.js';
import { count } from '../format/numbers.js';
import classes from './exposure-bar.module.css';
import type { FileFilter } from './view.js';

const SHARE = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const LESS = SHARE.format(0.001);

/** A part of a whole, in per cent; what there is of is never told to be nothing. */
function shareOf(part: number, total: number): string {
  if (part === 0 || total === 0) return SHARE.format(0);
  return part / total < 0.0005 ? `< ${LESS}` : SHARE.format(part / total);
}

/** How many files are how exposed, of those that fit the other filters; choosing a part filters by it. */
export function ExposureBar(props: {
  readonly filter: FileFilter;
  readonly choose: (access: Exposure | undefined) => void;
}) {
  const {
    filter: { access: chosen, ...others },
    choose,
  } = props;
  const { data, error, refetch, isPlaceholderData } = useQuery(filesSummaryQuery(others));
  if (error && !data) {
    return (
      <Alert color="red" mb="md" role="alert">
        <Group gap="sm">
          <Text size="sm">The files could not be counted. {error.message}</Text>
          <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
            Try again
          </Button>
        </Group>
      </Alert>
    );
  }
  const toggle = (access: Exposure) => choose(chosen === access ? undefined : access);
  const countOf = (access: Exposure) => data?.byAccess[access] ?? 0;
  const isLeftOut = (access: Exposure) => chosen !== undefined && chosen !== access;
  return (
    <div className={classes.box} role="group" aria-label="Exposure" aria-busy={!data || isPlaceholderData}>
      {/* The same buttons stand below with their names: this one is for the eye and the mouse. */}
      <div className={classes.bar} aria-hidden>
        {EXPOSURES.filter(({ access }) => countOf(access) > 0).map(({ access, label }) => (
          <button
            key={access}
            type="button"
            tabIndex={-1}
            className={classes.part}
            title={label}
            data-left-out={isLeftOut(access) || undefined}
            style={{ flexGrow: countOf(access), background: `var(--exposure-${access})` }}
            onClick={() => toggle(access)}
          />
        ))}
      </div>
      <div className={classes.legend}>
        {EXPOSURES.map(({ access, label, about }) => (
          <UnstyledButton
            key={access}
            className={classes.choice ?? ''}
            aria-pressed={chosen === access}
            data-left-out={isLeftOut(access) || undefined}
            title={about}
            onClick={() => toggle(access)}
          >
            <span className={classes.dot} style={{ background: `var(--exposure-${access})` }} />
            <span className={classes.name}>{label}</span>
            {data ? (
              <span className={classes.count}>
                <strong>{count(countOf(access))}</strong> <span>{shareOf(countOf(access), data.total)}</span>
              </span>
            ) : (
              <Skeleton component="span" display="block" height={16} width={96} />
            )}
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
