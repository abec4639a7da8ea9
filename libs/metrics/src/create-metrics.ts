import {
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
  type CounterConfiguration,
  type GaugeConfiguration,
  type HistogramConfiguration,
} from 'prom-client';

type Own<Configuration> = Omit<Configuration, 'registers'>;

/**
 * Metrics of one process. Label values come from small closed sets: route templates, job names, outcomes; never ids, paths
 * or users.
 */
export interface Metrics {
  counter: <Label extends string>(options: Own<CounterConfiguration<Label>>) => Counter<Label>;
  gauge: <Label extends string>(options: Own<GaugeConfiguration<Label>>) => Gauge<Label>;
  histogram: <Label extends string>(options: Own<HistogramConfiguration<Label>>) => Histogram<Label>;
  /** Everything in the text format of Prometheus, of type `contentType`. */
  text: () => Promise<string>;
  contentType: string;
  close: () => void;
}

/** @param options.service becomes the label `service` of every series */
export function createMetrics({ service }: { service: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    counter: (options) => new Counter({ ...options, registers }),
    gauge: (options) => new Gauge({ ...options, registers }),
    histogram: (options) => new Histogram({ ...options, registers }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
