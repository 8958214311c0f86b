/**
 * What V8 compiled in an earlier run, kept beside the code that it was compiled from, as Python keeps its bytecode: most of
 * a short run is spent compiling what the last one compiled.
 *
 * - Whoever can write there can change the code itself, so nothing has to be trusted that was not trusted before. Where
 *   the folder cannot be written there is no cache, and nothing is said.
 * - A cache belongs to one version of Node and one command, whose code it holds. Files are known by names that hold the
 *   hash of their content; V8 itself refuses what another version or other flags compiled.
 * - It is written once, whole, under another name first; a CRC-32 tells damage. A bad cache is no cache.
 * - NODE_DISABLE_COMPILE_CACHE turns it off.
 *
 * Node has this built in from 22.1 (`module.enableCompileCache`); this is for Node 20.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";

/** How Node turns a file's text into a module: used by every tool that compiles on the fly, and not in the types. */
interface Compiler {
	_compile(this: NodeModule, content: string, filename: string): unknown;
	enableCompileCache?(folder: string): unknown;
}

interface Loaded {
	exports: object;
}

const NEIGHBOUR = "./";
const CRC_LENGTH = 8;
const MOST_BYTES = 2 ** 26;

/** Modules in `folder` that are loaded from now on are compiled with what an earlier run of this command left. */
export function useCodeCache(folder: string, command: string, { version, arch, env }: NodeJS.Process): () => void {
	const kept = join(folder, ".code-cache");
	const node: Compiler & { readonly prototype: Compiler } = Module as never;
	if (env.NODE_DISABLE_COMPILE_CACHE) return () => {};
	if (node.enableCompileCache !== undefined) {
		node.enableCompileCache(kept);
		return () => {};
	}
	const file = join(kept, `${version}-${arch}-${command}`);
	const known = readCache(file);
	const scripts = new Map<string, Script>();
	let isNew = false;
	const loaded = new Map<string, Loaded>();
	const run = (name: string, content: string, module: Loaded, require: (id: string) => unknown) => {
		const filename = join(folder, name);
		const cachedData = known.get(name);
		const script = new Script(Module.wrap(content), { filename, ...(cachedData && { cachedData }) });
		isNew ||= cachedData === undefined || script.cachedDataRejected === true;
		scripts.set(name, script);
		loaded.set(name, module);
		script.runInThisContext().call(module.exports, module.exports, require, module, filename, folder);
	};
	// Where a file's neighbour is, needs no search.
	const load = (id: string, require: (id: string) => unknown) => {
		const name = id.slice(NEIGHBOUR.length);
		let module = loaded.get(name);
		if (module === undefined) {
			module = { exports: {} };
			run(name, readFileSync(join(folder, name), "utf8"), module, require);
		}
		return module.exports;
	};
	const compile = node.prototype._compile;
	node.prototype._compile = function (content, filename) {
		if (dirname(filename) !== folder) return compile.call(this, content, filename);
		const require = (id: string): unknown => (id.startsWith(NEIGHBOUR) ? load(id, require) : this.require(id));
		run(basename(filename), content, this, require);
	};
	return () => {
		if (isNew) writeCache(kept, file, scripts);
	};
}

/** By file name; empty when there is none, or it is damaged. */
function readCache(file: string): ReadonlyMap<string, Buffer> {
	const entries = new Map<string, Buffer>();
	try {
		const bytes = readFileSync(file);
		if (crc32(bytes.subarray(CRC_LENGTH)) !== Number.parseInt(bytes.toString("latin1", 0, CRC_LENGTH), 16))
			return entries;
		let at = bytes.indexOf("\n") + 1;
		const listed: readonly (readonly [string, number])[] = JSON.parse(bytes.toString("utf8", CRC_LENGTH, at));
		for (const [name, length] of listed) {
			entries.set(name, bytes.subarray(at, at + length));
			at += length;
		}
	} catch {
		entries.clear();
	}
	return entries;
}

function writeCache(folder: string, file: string, scripts: ReadonlyMap<string, Script>): void {
	const temporary = `${file}.${process.pid}`;
	try {
		const entries = Array.from(scripts, ([name, script]) => [name, script.createCachedData()] as const);
		const header = Buffer.from(`${JSON.stringify(entries.map(([name, { length }]) => [name, length]))}\n`);
		const content = Buffer.concat([header, ...entries.map(([, data]) => data)]);
		if (content.length > MOST_BYTES) return;
		mkdirSync(folder, { recursive: true, mode: 0o755 });
		const crc = crc32(content).toString(16).padStart(CRC_LENGTH, "0");
		writeFileSync(temporary, Buffer.concat([Buffer.from(crc, "latin1"), content]), { mode: 0o644, flag: "wx" });
		renameSync(temporary, file);
	} catch {
		rmSync(temporary, { force: true });
	}
}
