/**
 * Opens a zip, read in place and never unpacked.
 *
 * 1. Find the central directory (zip/end-record.ts) and list it (zip/directory.ts).
 * 2. Compare it with the local headers (zip/local-headers.ts).
 * 3. If it is laid out as a layer, mount it as one.
 * 4. Make each entry a file of the tree, or a gap (zip/entry-gate.ts).
 */
import { basename } from "node:path";
import { ScanError } from "../../errors.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { ByteSource } from "../bytes.ts";
import type { FileTree, SourceContext } from "../file-tree.ts";
import { listDirectory } from "../zip/directory.ts";
import { type EndRecord, findEndRecord } from "../zip/end-record.ts";
import { type GatedEntries, gateEntry } from "../zip/entry-gate.ts";
import { type LocalHeaders, readLocalHeaders } from "../zip/local-headers.ts";
import { toZipRecord, type ZipRecord } from "../zip/record.ts";

const HINT = "Build or download the archive again.";
const ENTRIES_PER_STEP = 1000;

/**
 * Takes over `source`, unless it throws.
 * @param asLayer where the files go, in place of what the context says, if the zip is laid out as a layer
 * @throws ScanError `zip-no-end`, `zip-directory-damaged`, `not-readable`
 */
export async function openZip(
	source: ByteSource,
	given: SourceContext,
	asLayer?: Pick<SourceContext, "mount" | "origin">,
): Promise<FileTree> {
	const label = toSafeExcerpt(given.label, 200);
	const end = findEndRecord(source);
	if (end === undefined) throw new ScanError("zip-no-end", `${label} is cut off, or is no zip: it has no end.`, HINT);
	const { records, isComplete } = await listRecords(source, end, label, given);
	const context = asLayer !== undefined && isLayerLayout(records) ? { ...given, ...asLayer } : given;
	const { mount, origin } = context;
	const local = readLocalHeaders(source, records, end.directoryStart);
	reportFrame(source, end, context);
	if (isComplete) reportUnlisted(local, context);
	reportOverlaps(local, context);
	const entries: GatedEntries = { files: [], folders: [] };
	const archive = { source, budget: context.budget };
	for (const [index, record] of records.entries()) {
		const header = local.headers[index];
		if (header !== undefined) gateEntry(record, header, archive, context, entries);
	}
	return { mount, origin, ...entries, archive: source, close: () => source.close() };
}

async function listRecords(
	source: ByteSource,
	end: EndRecord,
	label: string,
	{ gaps, budget, progress }: SourceContext,
): Promise<{ readonly records: readonly ZipRecord[]; readonly isComplete: boolean }> {
	const records: ZipRecord[] = [];
	let isOverBudget = false;
	const damage = await listDirectory(source, end, (entry) => {
		isOverBudget = !budget.takeEntry();
		if (isOverBudget) return false;
		records.push(toZipRecord(entry, end.shift));
		if (records.length % ENTRIES_PER_STEP === 0) {
			progress.step("unpack", `reading ${basename(label)}`, records.length, end.entries);
		}
		return true;
	});
	if (isOverBudget) {
		const message = `only the first ${toPlural(records.length, "entry")} listed: the run may not list more`;
		gaps.add("budget-entries", true, null, message);
		return { records, isComplete: false };
	}
	if (damage !== null && records.length !== end.entries) {
		if (records.length === 0) {
			throw new ScanError("zip-directory-damaged", `${label} has a damaged directory: ${damage}.`, HINT);
		}
		const message = `only the first ${toPlural(records.length, "entry")} listed: ${damage}`;
		gaps.add("zip-directory-damaged", true, null, message);
		return { records, isComplete: false };
	}
	if (end.zip64 ? records.length !== end.entries : records.length % 0x10000 !== end.entries) {
		const message = `${toPlural(records.length, "entry")} where its end record says ${end.entries}: unpackers may stop early`;
		gaps.add("zip-entry-count", true, null, message);
	}
	return { records, isComplete: true };
}

const OWN_CODE = /^(?:node_modules\/.*|package\.json|[^/]+\.(?:[cm]?[jt]s|json|node))$/;

/** A Node layer: a nodejs folder at the top, and no code beside it. */
function isLayerLayout(records: readonly ZipRecord[]): boolean {
	return records.some(({ name }) => name.startsWith("nodejs/")) && !records.some(({ name }) => OWN_CODE.test(name));
}

/** What is wrong with the archive as a whole. */
function reportFrame(source: ByteSource, end: EndRecord, { gaps }: SourceContext): void {
	const trailing = source.size - end.archiveEnd;
	if (trailing > 0) {
		gaps.add("zip-trailing-bytes", false, null, `${toPlural(trailing, "byte")} after the archive: not examined`);
	}
	if (end.ambiguous) {
		gaps.add("zip-ambiguous", true, null, "more than one list of entries: unpackers may see a different tree");
	}
}

/** What the archive holds beside its entries. Makes sense only when all of them were listed. */
function reportUnlisted(local: LocalHeaders, { gaps }: SourceContext): void {
	if (local.start > 0) {
		gaps.add("zip-leading-bytes", false, null, `${toPlural(local.start, "byte")} before the archive: not examined`);
	}
	const count = local.unlisted.length;
	if (count > 0) {
		const message = `what looks like an entry, but is not listed, in ${toPlural(count, "place")}: unpackers that stream see it`;
		gaps.add("zip-unlisted-entry", true, null, message);
	}
}

function reportOverlaps({ overlaps }: LocalHeaders, { gaps }: SourceContext): void {
	const [overlap] = overlaps;
	if (overlap === undefined) return;
	const others = overlaps.length === 1 ? "" : `, and so do ${toPlural(overlaps.length - 1, "more entry")}`;
	const message = `it shares bytes with another entry${others}`;
	gaps.add("zip-overlap", true, overlap.name, message);
}
