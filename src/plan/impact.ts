/**
 * What a change does to the bundle. What goes away is measured from the bundle's own files, or for a lockfile taken
 * from the registry; what comes in is what the registry says of the new version. Packages that a new version brings
 * along are not counted. One unknown makes the whole unknown: half a sum would be taken for the whole.
 */
import type { FixImpact, Package } from "../model.ts";
import type { Proposal } from "./proposal.ts";
import type { Publications } from "./versions/publications.ts";

const UNKNOWN: FixImpact = { uncompressed: null, compressed: null, files: null, basis: "unknown" };

interface Size {
	readonly uncompressed: number;
	/** `null` for a folder, which is not compressed */
	readonly compressed: number | null;
	readonly files: number;
	readonly asked: boolean;
}

const NOTHING: Size = { uncompressed: 0, compressed: 0, files: 0, asked: false };

/** The sum over all packages that `proposal` moves. */
export async function measureImpact(proposal: Proposal, publications: Publications): Promise<FixImpact> {
	if (proposal.action === "none") return UNKNOWN;
	let total = NOTHING;
	for (const move of proposal.moves) {
		for (const entry of move.packages) {
			const out = entry.size === null ? await findPublishedSize(entry, move.from, publications) : toSize(entry.size);
			const into = move.to === null ? NOTHING : await findPublishedSize(entry, move.to, publications);
			if (out === undefined || into === undefined) return UNKNOWN;
			total = add(total, into, out);
		}
	}
	const { uncompressed, compressed, files, asked } = total;
	return { uncompressed, compressed, files, basis: asked ? "registry" : "measured" };
}

/** A version's published size, once for each folder the package is in. */
async function findPublishedSize(
	{ ecosystem, name, locations }: Package,
	version: string | null,
	publications: Publications,
): Promise<Size | undefined> {
	// The registry that is asked is npm's.
	if (version === null || ecosystem !== "npm") return undefined;
	const size = await publications.size(name, version);
	if (size === null) return undefined;
	return {
		uncompressed: size.uncompressed * locations.length,
		compressed: size.compressed === null ? null : size.compressed * locations.length,
		files: size.files * locations.length,
		asked: true,
	};
}

function toSize({ uncompressed, compressed, files }: Omit<Size, "asked">): Size {
	return { uncompressed, compressed, files, asked: false };
}

function add(total: Size, into: Size, out: Size): Size {
	const hasCompressed = total.compressed !== null && into.compressed !== null && out.compressed !== null;
	return {
		uncompressed: total.uncompressed + into.uncompressed - out.uncompressed,
		compressed: hasCompressed ? total.compressed + into.compressed - out.compressed : null,
		files: total.files + into.files - out.files,
		asked: total.asked || into.asked || out.asked,
	};
}
