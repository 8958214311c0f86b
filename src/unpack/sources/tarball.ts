/**
 * Opens a gzipped tar archive. A tar has no directory, so all of it is inflated once, as a stream and within the
 * budget, and what it holds stays in memory while the bundle is open.
 *
 * Node's gunzip inflates, so that every byte is counted before anything else sees it; `tar` parses.
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { ScanError } from "../../errors.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { type ByteSource, readBytes } from "../bytes.ts";
import type { FileTree, SourceContext } from "../file-tree.ts";
import type { Budget } from "../limits.ts";
import { TarEntries } from "../tar-entries.ts";
import { findArchiveKind } from "../target-kind.ts";

const CHUNK = 64 * 1024;

/** Takes over `source`, unless it throws. @throws ScanError `tar-damaged` when nothing of it can be read */
export async function openTarball(source: ByteSource, context: SourceContext): Promise<FileTree> {
	const { gaps, mount, origin } = context;
	const entries = new TarEntries(context);
	const damage = await readEntries(source, entries, context);
	if (damage !== null) {
		if (entries.files.length === 0) {
			entries.close();
			const message = `${toSafeExcerpt(context.label, 200)} is damaged, or is no tarball: ${damage}.`;
			throw new ScanError("tar-damaged", message, "Build or download it again.");
		}
		gaps.add("tar-damaged", true, null, `only ${toPlural(entries.files.length, "file")} listed: ${damage}`);
	}
	const close = () => {
		entries.close();
		source.close();
	};
	return { mount, origin, files: entries.files, folders: entries.folders, archive: source, close };
}

/** Why the archive could not be read to its end; `null` when it could. */
async function readEntries(source: ByteSource, entries: TarEntries, context: SourceContext): Promise<string | null> {
	let damage: string | null = null;
	let isEnded = false;
	const parser = new Parser({ strict: false });
	parser.on("entry", (entry: ReadEntry) => entries.add(entry));
	parser.on("ignoredEntry", (entry: ReadEntry) => entries.addIgnored(entry));
	parser.on("warn", (_code: string, message: string | Error) => {
		damage ??= message instanceof Error ? message.message : message;
	});
	parser.on("eof", () => {
		isEnded = true;
	});
	const meter = new Meter(context.budget);
	const compressed = Readable.from(readChunks(source, meter));
	try {
		await pipeline(compressed, createGunzip(), async (inflated: AsyncIterable<Buffer>) => {
			for await (const chunk of inflated) {
				meter.countInflated(chunk);
				// What follows the end is padding; the parser would keep all of it.
				if (!isEnded) parser.write(chunk);
			}
			parser.end();
		});
	} catch (error) {
		damage ??= error instanceof Error ? error.message : "unknown error";
	}
	return damage;
}

function* readChunks(source: ByteSource, meter: Meter): Generator<Buffer> {
	for (let position = 0; position < source.size; ) {
		const chunk = readBytes(source, position, CHUNK);
		if (chunk.length === 0) return;
		position += chunk.length;
		meter.countCompressed(chunk);
		yield chunk;
	}
}

/** Stops a stream that inflates to more than the run may take. */
class Meter {
	readonly #budget: Budget;
	#compressed = 0;
	#inflated = 0;

	constructor(budget: Budget) {
		this.#budget = budget;
	}

	countCompressed(chunk: Buffer): void {
		this.#compressed += chunk.length;
	}

	/** @throws Error that says why to stop */
	countInflated(chunk: Buffer): void {
		// The parser would inflate such a stream itself, uncounted.
		if (this.#inflated === 0 && findArchiveKind(chunk) !== undefined) throw new Error("an archive inside gzip");
		this.#inflated += chunk.length;
		if (!this.#budget.takeBytes(chunk.length)) throw new Error("the run may not unpack more bytes");
		if (this.#budget.isBomb(this.#inflated, this.#compressed)) {
			throw new Error(`it unpacks to more than ${this.#budget.limits.ratio} times its size`);
		}
	}
}
