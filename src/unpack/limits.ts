/** What a run may cost, so that hostile input cannot make it cost more. */
import { constants } from "node:buffer";

export interface Limits {
	/** bytes that come out of decompression, over the whole run */
	readonly inflatedBytes: number;
	/** files and folders listed, over the whole run */
	readonly entries: number;
	/** most uncompressed bytes per compressed byte of one entry */
	readonly ratio: number;
	/** entries of at most this many bytes may have any ratio */
	readonly ratioFloor: number;
	/** how deep archives inside archives are opened */
	readonly nesting: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
	inflatedBytes: 2048 * MEBIBYTE,
	entries: 200_000,
	ratio: 100,
	ratioFloor: MEBIBYTE,
	nesting: 3,
};

/** Bytes that may stay in memory at once: the content of tarballs, and archives inside archives. */
const HELD_BYTES = 512 * MEBIBYTE;

/** The one budget of a run, shared by all its targets and layers. What is taken is not given back, but for memory. */
export class Budget {
	readonly limits: Limits;
	#bytes = 0;
	#entries = 0;
	#held = 0;

	constructor(limits: Limits) {
		this.limits = limits;
	}

	/** `false` when the run may not list one more. */
	takeEntry(): boolean {
		if (this.#entries >= this.limits.entries) return false;
		this.#entries += 1;
		return true;
	}

	/** `false`, and nothing taken, when the run may not inflate that many. */
	takeBytes(count: number): boolean {
		if (count > constants.MAX_LENGTH || this.#bytes + count > this.limits.inflatedBytes) return false;
		this.#bytes += count;
		return true;
	}

	/** `false`, and nothing held, when that many do not fit in memory beside what is held. */
	hold(count: number): boolean {
		if (this.#held + count > HELD_BYTES) return false;
		this.#held += count;
		return true;
	}

	release(count: number): void {
		this.#held -= count;
	}

	/** More than `ratio` bytes for each compressed one, above the floor. */
	isBomb(size: number, compressed: number): boolean {
		return size > this.limits.ratioFloor && size > compressed * this.limits.ratio;
	}
}
