/**
 * A private temporary folder (mode 0700): in memory where the platform has a place for that, since making and removing
 * a thousand folders takes seconds on a slow disk.
 *
 * It goes away with `remove`, and at the end of the process if that comes first.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux's file system in memory. Not every system has it, and a container's may be small or read-only. */
const MEMORY = "/dev/shm";
const DEFAULT_TEMPORARY = "/tmp";

/** Folders in which private ones may be made, the best one first. */
export type TemporaryPlaces = readonly [string, ...string[]];

/** A place that the user chose is the only one. */
export function listTemporaryPlaces(): TemporaryPlaces {
	const chosen = tmpdir();
	return process.platform === "linux" && chosen === DEFAULT_TEMPORARY ? [MEMORY, chosen] : [chosen];
}

export class PrivateFolder {
	/** without symbolic links */
	readonly path: string;
	readonly #remove = () => rmSync(this.path, { recursive: true, force: true });

	/** @throws the file system's error when no folder can be made at `place` */
	constructor(place: string) {
		// The place is resolved first: between making the folder and being able to remove it, nothing may fail.
		this.path = mkdtempSync(join(realpathSync(place), "fnsift-"));
		process.once("exit", this.#remove);
	}

	remove(): void {
		process.removeListener("exit", this.#remove);
		this.#remove();
	}
}
