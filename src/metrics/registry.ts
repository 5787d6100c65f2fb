import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS, type MetricDefinition, type MetricName } from './catalogue.js';

/** The metrics of one type. */
type NamesOf<Type extends MetricDefinition['type']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[MetricName];
type LabelsOf<Name extends MetricName> = Readonly<Record<string, string>> & {
  readonly [
    Label in keyof (typeof METRICS)[Name]['labels']
  ]: (typeof METRICS)[Name]['labels'][Label] extends readonly (infer Value)[] ? Value : never;
};

type Labels = Readonly<Record<string, string>>;

/** The metrics of one process. Each function throws for a metric that the catalogue gives to the other process. */
export interface Metrics {
  /** Adds to a counter; 1 by default. */
  count<Name extends NamesOf<'counter'>>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  /** Adds a duration in seconds to a histogram. */
  observe<Name extends NamesOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, seconds: number): void;
  set<Name extends NamesOf<'gauge'>>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Forgets all values of a gauge: an unknown value is absent, not 0. */
  clear(name: NamesOf<'gauge'>): void;
  /** Called before each scrape, to set gauges. It must not throw, and limits its own time. */
  beforeScrape(refresh: () => Promise<void> | void): void;
  /** The metrics in Prometheus' text format. */
  text(): Promise<string>;
}

/** The metrics of this process: those of the catalogue, and prom-client's own of the process and of Node.js. */
export function createMetrics(of: 'api' | 'worker', version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const refreshers: (() => Promise<void> | void)[] = [];
  const definitions: [string, MetricDefinition][] = Object.entries(METRICS);
  for (const [name, definition] of definitions) {
    if (definition.of !== of && definition.of !== 'both') continue;
    const { help, labels } = definition;
    const common = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    if (definition.type === 'gauge') {
      gauges.set(name, forget(new Gauge(common), labels));
    } else if (definition.type === 'counter') {
      const counter = new Counter(common);
      for (const known of combinations(labels)) counter.inc(known, 0);
      counters.set(name, counter);
    } else {
      const histogram = new Histogram({ ...common, buckets: [...(definition.buckets ?? [])] });
      for (const known of combinations(labels)) histogram.zero(known);
      histograms.set(name, histogram);
    }
  }
  found(gauges, 'boxward_build_info').set({ version, process: of }, 1);

  return {
    count: (name, labels: Labels, by = 1) => found(counters, name).inc(labels, by),
    observe: (name, labels: Labels, seconds) => found(histograms, name).observe(labels, seconds),
    set: (name, labels: Labels, value) => found(gauges, name).set(labels, value),
    clear: (name) => void forget(found(gauges, name), METRICS[name].labels),
    beforeScrape: (refresh) => void refreshers.push(refresh),
    async text() {
      await Promise.all(refreshers.map(async (refresh) => refresh()));
      return registry.metrics();
    },
  };
}

/** Removes all values. A gauge without labels would begin with 0, which is a claim. */
function forget(gauge: Gauge, labels: MetricDefinition['labels']): Gauge {
  gauge.reset();
  if (Object.keys(labels).length === 0) gauge.remove();
  return gauge;
}

/** Every combination of known values; none if some are not known. A series that begins at 0 shows its first increase. */
function combinations(labels: MetricDefinition['labels']): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (before, [label, values]) => before.flatMap((each) => values.map((value) => ({ ...each, [label]: value }))),
    [{}],
  );
}

function found<T>(metrics: ReadonlyMap<string, T>, name: string): T {
  const metric = metrics.get(name);
  if (!metric) throw new Error(`${name} is not a metric of this process`);
  return metric;
}
