/**
 * Opens a folder as it would be deployed. Nothing outside it is read: links are kept as text, and a file is read only
 * if it is still the very file that was listed (same device and inode), so that swapping a file or one of its folders
 * for a link during the scan leads nowhere. `.git` is skipped: no packager deploys it.
 */
import {
	closeSync,
	constants,
	type Dirent,
	fstatSync,
	lstatSync,
	openSync,
	readdirSync,
	readlinkSync,
	readSync,
} from "node:fs";
import { basename, join } from "node:path";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { BundleFile } from "../../model.ts";
import { couldHoldCode } from "../content.ts";
import { ClosedFile, type FileTree, OVER_BUDGET, type Refusal, type SourceContext, StoredFile } from "../file-tree.ts";
import type { Budget } from "../limits.ts";
import { reportLinkOutside } from "../links.ts";

const SKIPPED = ".git";
const FILES_PER_STEP = 1000;

/** @param root a folder's path on this machine */
export function openFolder(root: string, context: SourceContext): FileTree {
	const { gaps, budget, progress, mount, origin } = context;
	const label = toSafeExcerpt(context.label, 200);
	const files: StoredFile[] = [];
	const folders: string[] = [];
	for (const { path, isFolder } of walk(root, context)) {
		if (!budget.takeEntry()) {
			const message = `only the first ${toPlural(files.length, "file")} listed: the run may not list more`;
			gaps.add("budget-entries", true, null, message);
			break;
		}
		const file = isFolder ? undefined : openEntry(root, path, context);
		if (isFolder) folders.push(`${mount}/${path}`);
		if (file !== undefined) files.push(file);
		if (file !== undefined && files.length % FILES_PER_STEP === 0) {
			progress.step("unpack", `reading ${basename(label)}`, files.length, null);
		}
	}
	return { mount, origin, files, folders, archive: null, close() {} };
}

interface WalkedEntry {
	/** relative to the root */
	readonly path: string;
	readonly isFolder: boolean;
}

/** Each entry before those inside it, without `.git`. */
function* walk(root: string, context: SourceContext): Generator<WalkedEntry> {
	const pending = [""];
	for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
		for (const entry of readEntries(root, folder, context)) {
			const isFolder = entry.isDirectory();
			if (isFolder && entry.name === SKIPPED) continue;
			const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
			if (isFolder) pending.push(path);
			yield { path, isFolder };
		}
	}
}

function readEntries(root: string, folder: string, { gaps }: SourceContext): readonly Dirent[] {
	const path = join(root, folder);
	try {
		const entries = readdirSync(path, { withFileTypes: true });
		// A folder that became a link while it was being read may have listed somewhere else.
		if (folder === "" || lstatSync(path).isDirectory()) return entries;
	} catch {
		// Reported below, together with a folder that is none any more.
	}
	gaps.add("folder-unreadable", true, folder === "" ? null : folder, "a folder that cannot be listed");
	return [];
}

function openEntry(root: string, path: string, { gaps, mount, origin, budget }: SourceContext): StoredFile | undefined {
	const real = join(root, path);
	try {
		const stat = lstatSync(real);
		const file = { path: `${mount}/${path}`, origin, size: stat.size, compressed: null, link: null };
		if (stat.isSymbolicLink()) {
			const link = { ...file, link: readlinkSync(real) };
			reportLinkOutside(link, path, gaps);
			return new ClosedFile(link);
		}
		if (stat.isFile()) return new FolderFile(file, real, stat, budget);
		gaps.add("special-file", false, path, "a device, pipe or socket: not read");
	} catch {
		gaps.add("file-unreadable", couldHoldCode(path), path, "a file that cannot be read");
	}
	return undefined;
}

class FolderFile extends StoredFile {
	readonly #real: string;
	readonly #device: number;
	readonly #inode: number;
	readonly #budget: Budget;

	constructor(file: BundleFile, real: string, { dev, ino }: { dev: number; ino: number }, budget: Budget) {
		super(file);
		this.#real = real;
		this.#device = dev;
		this.#inode = ino;
		this.#budget = budget;
	}

	override readBytes(): Uint8Array | Refusal {
		let fd: number;
		try {
			fd = openSync(this.#real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		} catch {
			return { code: "file-unreadable", blocking: null, message: "a file that cannot be read" };
		}
		try {
			const stat = fstatSync(fd);
			const isSame = stat.isFile() && stat.dev === this.#device && stat.ino === this.#inode && stat.size === this.size;
			if (!isSame) return CHANGED;
			if (!this.#budget.takeBytes(this.size)) return OVER_BUDGET;
			const bytes = Buffer.allocUnsafe(this.size);
			return readSync(fd, bytes, 0, this.size, 0) === this.size ? bytes : CHANGED;
		} catch {
			return { code: "file-unreadable", blocking: null, message: "a file that cannot be read" };
		} finally {
			closeSync(fd);
		}
	}
}

const CHANGED: Refusal = {
	code: "file-changed",
	blocking: null,
	message: "not read: another file took its place during the scan",
};
