// Keeps guest time from running ahead of the wall. It only says how long to wait; it changes nothing in the machine.

/** A guest that fell behind by more than this is not hurried to catch up: time it lost is lost. */
const FORGIVEN_NS = 50_000_000;

export interface Pacer {
  /** Nanoseconds to wait before guest time may go on; zero or less: go on. */
  ahead(guestNs: number, wallNs: number): number;
  /** Nanoseconds by which guest time is behind the wall. */
  behind(guestNs: number, wallNs: number): number;
  /** Starts anew from here: after a pause, or when the guest could not run. */
  restart(guestNs: number, wallNs: number): void;
}

export function makePacer(guestNs: number, wallNs: number): Pacer {
  let offset = guestNs - wallNs;
  return {
    ahead(guest, wall) {
      const lead = guest - wall - offset;
      if (lead < -FORGIVEN_NS) offset = guest - wall;
      return Math.max(lead, 0);
    },
    behind: (guest, wall) => wall + offset - guest,
    restart(guest, wall) {
      offset = guest - wall;
    },
  };
}
