import { describe, expect, it, vi } from 'vitest';
import { createPatchGate, otherBuilds, type Poller } from '../../src/worker/patch-gate.js';

const NOW = 1_000_000;
const poller = (build: string | null, agoMs = 0): Poller => ({ build, lastSeenAt: NOW - agoMs });

describe('the builds that poll beside our own', () => {
  it('are those of another hash that polled within 90 s, each once', () => {
    const pollers = [
      poller('own'),
      poller('old'),
      poller('old', 5_000),
      poller('older', 90_000),
      poller('gone', 90_001),
    ];
    expect(otherBuilds(pollers, 'own', NOW)).toEqual(['old', 'older']);
  });

  it('are none if the server does not report builds, or our own is unknown', () => {
    expect(otherBuilds([poller(null)], 'own', NOW)).toEqual([]);
    expect(otherBuilds([poller('old')], undefined, NOW)).toEqual([]);
  });
});

describe('the patch gate', () => {
  const info = {} as never;
  const gateFor = (read: () => Promise<readonly Poller[]>) => {
    const onChange = vi.fn();
    const onError = vi.fn();
    return { gate: createPatchGate({ readPollers: read, onChange, onError }), onChange, onError };
  };

  it('accepts no patch before it has looked, and all when only its own build polls', async () => {
    const { gate } = gateFor(async () => [{ build: 'own', lastSeenAt: Date.now() }]);
    expect(gate.activate(info)).toBe(false);
    await gate.watch('own');
    expect(gate.activate(info)).toBe(true);
    gate.stop();
  });

  it('accepts none while another build polls, and accepts again once it has gone', async () => {
    vi.useFakeTimers();
    let pollers = [{ build: 'old', lastSeenAt: Date.now() }];
    const { gate, onChange } = gateFor(async () => pollers);
    await gate.watch('own');
    expect(gate.activate(info)).toBe(false);
    expect(onChange).toHaveBeenLastCalledWith(['old']);
    pollers = [];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(gate.activate(info)).toBe(true);
    expect(onChange).toHaveBeenLastCalledWith([]);
    gate.stop();
    vi.useRealTimers();
  });

  it('accepts all if it never could look, and keeps what it knew if it fails later', async () => {
    const failing = gateFor(() => Promise.reject(new Error('denied')));
    await failing.gate.watch('own');
    expect(failing.gate.activate(info)).toBe(true);
    expect(failing.onError).toHaveBeenCalledOnce();
    failing.gate.stop();

    vi.useFakeTimers();
    let isDown = false;
    const later = gateFor(async () => {
      if (isDown) throw new Error('down');
      return [{ build: 'old', lastSeenAt: Date.now() }];
    });
    await later.gate.watch('own');
    isDown = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(later.gate.activate(info)).toBe(false);
    later.gate.stop();
    vi.useRealTimers();
  });
});
