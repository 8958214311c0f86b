/** What one source (an archive, a folder, a single file) gives to the bundle. */
import type { BundleFile, Origin } from "../model.ts";
import type { Progress } from "../ports.ts";
import type { ByteSource } from "./bytes.ts";
import type { GapLog } from "./gap-log.ts";
import type { Budget } from "./limits.ts";

/** Why the bytes of a file cannot be had. `blocking: null` leaves it to what the file could hold. */
export interface Refusal {
	readonly code: string;
	readonly blocking: boolean | null;
	readonly message: string;
}

export const OVER_BUDGET: Refusal = {
	code: "budget-bytes",
	blocking: true,
	message: "not read: the run may not unpack more bytes",
};

/** A bundle file that knows how to get its bytes. Sources keep their offsets in private fields of subclasses. */
export abstract class StoredFile implements BundleFile {
	readonly path: string;
	readonly origin: Origin;
	readonly size: number;
	readonly compressed: number | null;
	readonly link: string | null;

	constructor(file: BundleFile) {
		this.path = file.path;
		this.origin = file.origin;
		this.size = file.size;
		this.compressed = file.compressed;
		this.link = file.link;
	}

	/** Checked bytes, or why not; `undefined` when that is already in the gaps. */
	abstract readBytes(): Uint8Array | Refusal | undefined;
}

/** Listed, but its bytes cannot be had, which its source has already reported; or a link, which has none. */
export class ClosedFile extends StoredFile {
	override readBytes(): undefined {
		return undefined;
	}
}

export interface FileTree {
	/** where the tree went, and whose it is */
	readonly mount: string;
	readonly origin: Origin;
	/** in the order in which they were written: of two at one path, the last wins */
	readonly files: readonly StoredFile[];
	/** bundle paths of folders that the source lists as such */
	readonly folders: readonly string[];
	/** the bytes it was opened from; `null` where there is no archive */
	readonly archive: ByteSource | null;
	close(): void;
}

/** Where a source's files go, and what it may use. */
export interface SourceContext {
	/** bundle path that the source's root becomes: no `/` at the end */
	readonly mount: string;
	readonly origin: Origin;
	/** what progress calls it */
	readonly label: string;
	readonly gaps: GapLog;
	readonly budget: Budget;
	readonly progress: Progress;
}
