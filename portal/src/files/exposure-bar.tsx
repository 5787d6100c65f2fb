import { Alert, Button, Group, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { filesSummaryQuery, type FileFilter } from '../api/files.js';
import { count } from '../format/numbers.js';
import { EXPOSURES, type Exposure } from '../words/exposures.js';
import classes from './exposure-bar.module.css';

const PERCENT = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const TINY = PERCENT.format(0.001);

/** A share in percent; a part that is not empty is never shown as 0 %. */
function percentOf(part: number, total: number): string {
  if (part === 0 || total === 0) return PERCENT.format(0);
  return part / total < 0.0005 ? `< ${TINY}` : PERCENT.format(part / total);
}

/** The number of files by exposure under the other filters. A click on a part filters by its exposure. */
export function ExposureBar(props: {
  readonly filter: FileFilter;
  readonly onChange: (access: Exposure | undefined) => void;
}) {
  const { filter, onChange } = props;
  const { access: selected } = filter;
  const { data, error, refetch, isPlaceholderData } = useQuery(filesSummaryQuery(filter));
  if (error && !data) {
    return (
      <Alert color="red" mb="md" role="alert">
        <Group gap="sm">
          <Text size="sm">The files could not be counted. {error.message}</Text>
          <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
            Retry
          </Button>
        </Group>
      </Alert>
    );
  }
  const toggle = (access: Exposure) => onChange(selected === access ? undefined : access);
  const filesWith = (access: Exposure) => data?.byAccess[access] ?? 0;
  const isUnselected = (access: Exposure) => selected !== undefined && selected !== access;
  return (
    <div className={classes.box} role="group" aria-label="Exposure" aria-busy={!data || isPlaceholderData}>
      {/* Only for mouse users: the legend has the same buttons, with their names. */}
      <div className={classes.bar} aria-hidden>
        {EXPOSURES.filter(({ access }) => filesWith(access) > 0).map(({ access, label }) => (
          <button
            key={access}
            type="button"
            tabIndex={-1}
            className={classes.part}
            title={label}
            data-unselected={isUnselected(access) || undefined}
            style={{ flexGrow: filesWith(access), background: `var(--exposure-${access})` }}
            onClick={() => toggle(access)}
          />
        ))}
      </div>
      <div className={classes.legend}>
        {EXPOSURES.map(({ access, label, about }) => (
          <UnstyledButton
            key={access}
            className={classes.choice ?? ''}
            aria-pressed={selected === access}
            data-unselected={isUnselected(access) || undefined}
            title={about}
            onClick={() => toggle(access)}
          >
            <span className={classes.dot} style={{ background: `var(--exposure-${access})` }} />
            <span className={classes.name}>{label}</span>
            {data ? (
              <span className={classes.count}>
                <strong>{count(filesWith(access))}</strong> <span>{percentOf(filesWith(access), data.total)}</span>
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
