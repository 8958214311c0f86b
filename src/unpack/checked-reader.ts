/** Reads files for the stages: what cannot be read becomes a gap, once per file. */
import { ScanError } from "../errors.ts";
import type { Origin } from "../model.ts";
import { couldHoldCode } from "./content.ts";
import type { Refusal, StoredFile } from "./file-tree.ts";
import type { GapLog } from "./gap-log.ts";

/** Where an origin's tree is, and where its gaps go. */
export interface Place {
	readonly mount: string;
	readonly gaps: GapLog;
}

/** Reports something about a file, with its path relative to the target or layer that it came from. */
export function reportFile(
	file: StoredFile,
	{ code, blocking, message }: Refusal,
	places: ReadonlyMap<Origin, Place>,
): void {
	const place = places.get(file.origin);
	if (place === undefined) return;
	const path = file.path.slice(place.mount.length + 1);
	place.gaps.add(code, blocking ?? couldHoldCode(path), path, message);
}

export class CheckedReader {
	readonly #places: ReadonlyMap<Origin, Place>;
	readonly #refused = new Set<StoredFile>();

	constructor(places: ReadonlyMap<Origin, Place>) {
		this.#places = places;
	}

	/** `undefined` when the bytes cannot be had: there is then a gap, or the file is a link. */
	read(file: StoredFile): Uint8Array | undefined {
		if (this.#refused.has(file)) return undefined;
		const bytes = readOrRefuse(file);
		if (bytes === undefined || bytes instanceof Uint8Array) return bytes;
		this.#refused.add(file);
		reportFile(file, bytes, this.#places);
		return undefined;
	}
}

function readOrRefuse(file: StoredFile): Uint8Array | Refusal | undefined {
	try {
		return file.readBytes();
	} catch (error) {
		if (!(error instanceof ScanError)) throw error;
		return { code: error.code, blocking: null, message: error.message };
	}
}
