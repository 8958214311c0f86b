/**
 * Opens a target as a bundle: the function's own files under /var/task, the layers' under /opt.
 *
 * 1. Open the target (target.ts, sources/). A zip that is laid out as a layer is one.
 * 2. Open the layers; one that cannot be opened is a blocking gap, and the rest is still scanned.
 * 3. Open the archives inside them (nested.ts).
 * 4. Lay all over each other (overlay.ts), and report paths that cannot exist side by side (collisions.ts) and
 *    languages that are not read (languages.ts).
 */
import { type Bundle, type BundleSize, FUNCTION_ORIGIN, type Origin } from "../model.ts";
import type { Progress } from "../ports.ts";
import { readSha256 } from "./bytes.ts";
import { CheckedReader, type Place } from "./checked-reader.ts";
import { reportCollisions } from "./collisions.ts";
import { type FileTree, type SourceContext, StoredFile } from "./file-tree.ts";
import { GapLog } from "./gap-log.ts";
import { reportLanguages } from "./languages.ts";
import type { Budget } from "./limits.ts";
import { openNested } from "./nested.ts";
import { overlay } from "./overlay.ts";
import { LAYER_MOUNT, openLayer, openTarget } from "./target.ts";

export interface UnpackOptions {
	/** paths of zips or folders that are laid over /opt, in this order */
	readonly layers: readonly string[];
	/** the one budget of the run */
	readonly budget: Budget;
	readonly progress: Progress;
}

export interface OpenedBundle extends Bundle {
	/** Gives back files and memory; nothing can be read afterwards. */
	close(): void;
}

const FUNCTION_MOUNT = "/var/task";

/**
 * Opens a zip, tarball, folder, lockfile or script. Nothing is executed, nothing is written.
 * @throws ScanError when nothing of the target can be read: codes in docs/gaps.md
 */
export async function openBundle(target: string, options: UnpackOptions): Promise<OpenedBundle> {
	const gaps = new GapLog();
	const trees: FileTree[] = [];
	const places = new Map<Origin, Place>();
	const reader = new CheckedReader(places);
	const close = () => {
		for (const tree of trees) tree.close();
	};
	const add = async (tree: FileTree, context: SourceContext) => {
		trees.push(tree);
		places.set(tree.origin, { gaps: context.gaps, mount: tree.mount });
		trees.push(...(await openNested(tree, reader, context)));
	};
	try {
		const context: SourceContext = {
			mount: FUNCTION_MOUNT,
			origin: FUNCTION_ORIGIN,
			label: target,
			gaps,
			budget: options.budget,
			progress: options.progress,
		};
		const { kind, tree } = await openTarget(target, context);
		await add(tree, context);
		const layers = kind === "layer" ? [tree.origin] : [];
		for (const path of options.layers) {
			const origin = toUniqueOrigin(path, layers);
			layers.push(origin);
			const layerContext = { ...context, mount: LAYER_MOUNT, origin, label: path, gaps: gaps.inLayer(path) };
			const layer = await openLayer(path, layerContext);
			if (layer !== undefined) await add(layer, layerContext);
		}
		const merged = overlay(trees);
		reportCollisions(merged, trees, places);
		reportLanguages(merged.files, (file) => reader.read(file), gaps);
		return {
			target,
			kind,
			layers,
			files: merged.files,
			visible: merged.visible,
			size: kind === "lockfile" ? toSizeWithout(tree.files.slice(1), merged.size) : merged.size,
			codeSha256: tree.archive === null ? null : readSha256(tree.archive),
			get gaps() {
				return gaps.gaps;
			},
			read(file) {
				if (!(file instanceof StoredFile)) throw new TypeError("not a file of this bundle");
				return reader.read(file);
			},
			close,
		};
	} catch (error) {
		close();
		throw error;
	}
}

/** What only lies beside a lockfile is no part of the target. */
function toSizeWithout(beside: readonly StoredFile[], size: BundleSize): BundleSize {
	const uncompressed = beside.reduce((rest, file) => rest - file.size, size.uncompressed);
	return { ...size, uncompressed, files: size.files - beside.length };
}

/** The path as given; a layer given twice is two layers. */
function toUniqueOrigin(path: string, taken: readonly Origin[]): Origin {
	const isTaken = (origin: Origin) => origin === FUNCTION_ORIGIN || taken.includes(origin);
	let origin = path;
	for (let count = 2; isTaken(origin); count += 1) origin = `${path} (${count})`;
	return origin;
}
