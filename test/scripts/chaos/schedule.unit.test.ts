import { describe, expect, it } from 'vitest';
import { drawFrom } from '../../../scripts/chaos/draw.js';
import { drawFault, FAULT_KINDS } from '../../../scripts/chaos/draw-fault.js';
import { BLOW_KINDS, describeBlow, PROCESSES } from '../../../scripts/chaos/plan.js';
import { drawPlan, type BlowChoice } from '../../../scripts/chaos/schedule.js';
import { EVENT_FAULTS, REQUEST_FAULTS, TOKEN_FAULTS } from '../../../simulator/box/faults/kinds.js';
import { faultRequest } from '../../../simulator/controls/fault-request.js';

const ALL: BlowChoice = { only: null, noFullDisk: null };
const seeds = Array.from({ length: 300 }, (_, index) => index);

describe('the plan of a round', () => {
  it('is the same for the same seed, and differs between seeds', () => {
    expect(drawPlan(7, ALL)).toEqual(drawPlan(7, ALL));
    expect(new Set(seeds.map((seed) => JSON.stringify(drawPlan(seed, ALL).blows))).size).toBe(seeds.length);
  });

  it('draws every kind of blow, every process and every fault of the simulator', () => {
    const blows = seeds.flatMap((seed) => drawPlan(seed, ALL).blows);
    expect(new Set(blows.map(({ kind }) => kind))).toEqual(new Set(BLOW_KINDS));
    expect(new Set(blows.flatMap((blow) => ('process' in blow ? [blow.process] : [])))).toEqual(new Set(PROCESSES));
    const many = Array.from({ length: 2_000 }, (_, seed) => drawPlan(seed, ALL)).flatMap((plan) => plan.blows);
    expect(new Set(many.flatMap((blow) => (blow.kind === 'fault' ? [blow.fault.kind] : [])))).toEqual(
      new Set(FAULT_KINDS),
    );
  });

  it('never hits one process twice at the same time', () => {
    for (const seed of seeds) {
      const hits = drawPlan(seed, ALL).blows.filter((blow) => 'process' in blow);
      for (const [index, a] of hits.entries()) {
        for (const b of hits.slice(index + 1)) {
          if (a.process === b.process) expect(b.at).toBeGreaterThan(a.at + a.forMs);
        }
      }
    }
  });

  it('has only the blows that were asked for', () => {
    const only = [
      { kind: 'kill', target: 'worker-1' },
      { kind: 'fault', target: '429' },
    ] as const;
    const blows = seeds.flatMap((seed) => drawPlan(seed, { ...ALL, only }).blows);
    expect(new Set(blows.map((blow) => describeBlow(blow).split(' ').slice(0, 2).join(' ')))).toEqual(
      new Set(['kill worker-1', 'fault 429']),
    );
  });

  it('fills no disk where that is impossible, and says so when nothing else was asked for', () => {
    const choice: BlowChoice = { only: null, noFullDisk: 'only root can mount a small disk' };
    const kinds = seeds.flatMap((seed) => drawPlan(seed, choice).blows).map(({ kind }) => kind);
    expect(kinds).not.toContain('fullDisk');
    expect(() => drawPlan(1, { ...choice, only: [{ kind: 'fullDisk', target: null }] })).toThrow('only root');
  });

  it('is refused when the target does not exist', () => {
    expect(() => drawPlan(1, { ...ALL, only: [{ kind: 'kill', target: 'browser' }] })).toThrow('selects no blow');
  });
});

describe('a drawn fault', () => {
  it('exists for every kind of the simulator, and the simulator accepts it', () => {
    expect(FAULT_KINDS).toEqual(expect.arrayContaining([...REQUEST_FAULTS, ...EVENT_FAULTS, ...TOKEN_FAULTS]));
    for (const kind of FAULT_KINDS) {
      for (const seed of seeds.slice(0, 50)) {
        const fault = drawFault(drawFrom(seed), kind);
        expect(faultRequest.safeParse(fault).error, JSON.stringify(fault)).toBeUndefined();
      }
    }
  });
});
