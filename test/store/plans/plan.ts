import { z } from 'zod';

/** A node of a plan that was executed (`explain (analyze, buffers, format json)`). */
export interface PlanNode {
  readonly type: string;
  /** Whether it reads a table or an index; other nodes get their rows from such nodes, or write. */
  readonly isScan: boolean;
  /** The table that a scan reads. */
  readonly table: string | undefined;
  readonly index: string | undefined;
  /** Rows that it returned or removed, over all loops. */
  readonly rows: number;
  /** Pages of 8 KiB that it read itself, without its children. */
  readonly pages: number;
  readonly children: readonly PlanNode[];
}

const SCANS = /^(Seq|Index|Index Only|Bitmap Heap|Bitmap Index|Tid|Tid Range) Scan$/;
const ROWS = ['Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Index Recheck'] as const;

/** A node as Postgres writes it. */
interface Written {
  'Node Type': string;
  'Relation Name'?: string | undefined;
  'Index Name'?: string | undefined;
  'Actual Loops': number;
  'Actual Rows': number;
  'Rows Removed by Filter': number;
  'Rows Removed by Index Recheck': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans: Written[];
}

const written: z.ZodType<Written> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Relation Name': z.string().optional(),
    'Index Name': z.string().optional(),
    'Actual Loops': z.number().default(0),
    'Actual Rows': z.number().default(0),
    'Rows Removed by Filter': z.number().default(0),
    'Rows Removed by Index Recheck': z.number().default(0),
    'Shared Hit Blocks': z.number().default(0),
    'Shared Read Blocks': z.number().default(0),
    Plans: z.array(written).default([]),
  }),
);
const explained = z.object({ 'Query Text': z.string(), Plan: written });

/** Reads the plan in a notice of `auto_explain`; undefined for any other notice. */
export function parsePlan(notice: string): { readonly text: string; readonly plan: PlanNode } | undefined {
  const at = /^duration: .* plan:\n/.exec(notice)?.[0].length;
  if (at === undefined) return undefined;
  const { 'Query Text': text, Plan } = explained.parse(JSON.parse(notice.slice(at)));
  return { text, plan: toNode(Plan) };
}

const pagesOf = (node: Written): number => node['Shared Hit Blocks'] + node['Shared Read Blocks'];

function toNode(node: Written): PlanNode {
  const below = node.Plans.reduce((sum, child) => sum + pagesOf(child), 0);
  return {
    type: node['Node Type'],
    isScan: SCANS.test(node['Node Type']),
    table: node['Relation Name'],
    index: node['Index Name'],
    rows: ROWS.reduce((sum, name) => sum + node[name] * node['Actual Loops'], 0),
    pages: Math.max(0, pagesOf(node) - below),
    children: node.Plans.map(toNode),
  };
}

/** All nodes of a plan. */
export const nodesOf = (node: PlanNode): PlanNode[] => [node, ...node.children.flatMap(nodesOf)];
