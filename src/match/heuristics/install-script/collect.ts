/**
 * Gathers what the install hooks of one package would run, without running it.
 *
 * Contract: a work list, no recursion; reads only files of the package's own folder, through the bundle, inside LIMITS.
 * 1. Each hook's command line is a unit; its simple commands name files, inline code, or other scripts of the manifest.
 * 2. A script file is a unit; the local files that it loads or starts follow, as do the commands that it starts.
 * 3. Text that a script decodes or evaluates is a unit of its own.
 * What could not be had is said: files that are not there, files left out, programs that nobody knows.
 */
import { parseCommand, type SimpleCommand } from "./command.ts";
import { parseGypCommands } from "./gyp.ts";
import type { Hooks } from "./hooks.ts";
import { isKnownTool } from "./known-tools.ts";
import type { PackageFiles } from "./package-files.ts";
import { toLine } from "./script/line.ts";
import { toStarted } from "./started.ts";
import { toCodeUnit, toCommandUnit, type Unit } from "./unit.ts";

export const LIMITS = {
	/** files read for one package */
	files: 8,
	/** units looked at for one package, files included */
	units: 48,
	/** text looked at for one package, in UTF-16 units: four times what is read of one file */
	text: 4_194_304,
	/** how many steps from the hook a file may be */
	hops: 4,
} as const;

export interface Collected {
	readonly units: readonly Unit[];
	/** script files that a hook names and the bundle does not have */
	readonly missing: readonly string[];
	/** files that were not read because a limit was reached */
	readonly leftOut: readonly string[];
	/** files of which only the beginning and the end were read */
	readonly cut: readonly string[];
	/** compiled programs of the package that are started */
	readonly binaries: readonly string[];
	/** programs on the hooks' command lines that are not known */
	readonly unknown: readonly string[];
}

interface Task {
	readonly unit: Unit;
	readonly hops: number;
	/** folder that relative names start from, relative to the package; `""` is the package itself */
	readonly folder: string;
}

export function collectUnits(hooks: Hooks, files: PackageFiles): Collected {
	return new Collector(hooks, files).run();
}

const NATIVE_BUILD = /\b(?:node-gyp|node-pre-gyp|prebuild-install|node-gyp-build|prebuild)\b/;
/** Shorter text is a word, not a program. */
const SHORTEST_CODE = 15;
const STARTS_PROCESS = /\b(?:child_process|cross-spawn|execa|shelljs|worker_threads|zx|Bun)\b/;
const SCRIPT_NAME = /^[\w./@-]{1,200}\.(?:sh|bash|bat|cmd|ps1|py|vbs)$/;
const COMMAND_TEXT =
	/^\s{0,8}(?:curl|wget|bash|sh|powershell|pwsh|cmd|nslookup|dig|nc|ncat|npm|npx|git|gh|certutil|bitsadmin|crontab|python3?|chmod|sudo|start|node|whoami|hostname|env|printenv)(?:\.exe)?\s/i;

class Collector {
	readonly #hooks: Hooks;
	readonly #files: PackageFiles;
	readonly #tasks: Task[] = [];
	readonly #units: Unit[] = [];
	readonly #seen = new Set<string>();
	readonly #missing = new Set<string>();
	readonly #leftOut = new Set<string>();
	readonly #cut = new Set<string>();
	readonly #binaries = new Set<string>();
	readonly #unknown = new Set<string>();
	#read = 0;
	#text = 0;

	constructor(hooks: Hooks, files: PackageFiles) {
		this.#hooks = hooks;
		this.#files = files;
	}

	run(): Collected {
		for (const hook of this.#hooks.hooks) {
			this.#add(toCommandUnit(hook.name, hook.command, false), 0, "");
			if (NATIVE_BUILD.test(hook.command)) this.#addBuildFile();
		}
		for (let next = 0; next < this.#tasks.length; next += 1) {
			const task = this.#tasks[next];
			if (task !== undefined) this.#follow(task);
		}
		const sorted = (names: Set<string>) => [...names].sort();
		return {
			units: this.#units,
			missing: sorted(this.#missing),
			leftOut: sorted(this.#leftOut),
			cut: sorted(this.#cut),
			binaries: sorted(this.#binaries),
			unknown: sorted(this.#unknown),
		};
	}

	#add(unit: Unit, hops: number, folder: string): void {
		const key = `${unit.kind}\n${unit.source}`;
		if (this.#seen.has(key)) return;
		if (this.#units.length >= LIMITS.units || this.#text > LIMITS.text) {
			this.#leftOut.add(unit.label);
			return;
		}
		this.#seen.add(key);
		this.#text += unit.source.length;
		this.#units.push(unit);
		this.#tasks.push({ unit, hops, folder });
	}

	#follow(task: Task): void {
		if (task.unit.script === null) this.#followCommands(task);
		else this.#followCode(task);
	}

	#followCommands({ unit, hops, folder }: Task): void {
		let current = folder;
		for (const command of parseCommand(unit.source)) {
			const { inline, files, scripts } = toStarted(command);
			if (command[0] === "cd") current = `${current}/${command[1] ?? ""}`;
			for (const file of files) this.#addFile(file, current, hops, true);
			for (const script of scripts) this.#addScript(script, hops);
			if (inline !== null) {
				const toUnit = inline.language === "javascript" ? toCodeUnit : toCommandUnit;
				this.#add(toUnit(unit.label, inline.text, false), hops + 1, current);
			} else if (files.length + scripts.length === 0) this.#noteProgram(command, unit);
		}
	}

	#followCode({ unit, hops, folder }: Task): void {
		const { script } = unit;
		if (script === null) return;
		for (const { text } of script.imports) this.#addFile(text, folder, hops, false);
		const place = (at: number) => (unit.isFile ? `${unit.label}:${toLine(unit.source, at)}` : unit.label);
		for (const { text, at } of script.commands) this.#add(toCommandUnit(place(at), text, false), hops + 1, folder);
		for (const { text, at } of [...script.evaluated, ...script.decoded]) {
			if (text.length > SHORTEST_CODE) this.#add(toCodeUnit(place(at), text, false), hops + 1, folder);
		}
		if (!STARTS_PROCESS.test(unit.text)) return;
		for (const { text, at } of script.strings) {
			if (SCRIPT_NAME.test(text)) this.#addFile(text, folder, hops, false);
			else if (COMMAND_TEXT.test(text)) this.#add(toCommandUnit(place(at), text, false), hops + 1, folder);
		}
	}

	#addScript(name: string, hops: number): void {
		const command = this.#hooks.scripts.get(name);
		if (command !== undefined) this.#add(toCommandUnit(name, command, false), hops + 1, "");
	}

	/** `mustExist`: the hook cannot do without it, so its absence is said. */
	#addFile(name: string, folder: string, hops: number, mustExist: boolean): void {
		const path = this.#files.find(name, folder) ?? this.#files.find(name, "");
		if (path === undefined) {
			if (mustExist && hops === 0) this.#missing.add(name);
			return;
		}
		if (this.#seen.has(`file\n${path}`)) return;
		this.#seen.add(`file\n${path}`);
		if (hops >= LIMITS.hops || this.#read >= LIMITS.files || this.#text > LIMITS.text) {
			this.#leftOut.add(path);
			return;
		}
		const file = this.#files.read(path);
		if (file === undefined) {
			this.#leftOut.add(path);
			return;
		}
		this.#read += 1;
		if (file.binary) {
			this.#binaries.add(path);
			return;
		}
		if (file.cut) this.#cut.add(path);
		const inner = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
		const unit = file.isCode ? toCodeUnit(path, file.text, true) : toCommandUnit(path, file.text, true);
		this.#add(unit, hops + 1, inner);
	}

	#addBuildFile(): void {
		const file = this.#files.has("binding.gyp") ? this.#files.read("binding.gyp") : undefined;
		if (file === undefined || file.binary) return;
		for (const command of parseGypCommands(file.text)) this.#add(toCommandUnit("binding.gyp", command, false), 1, "");
	}

	#noteProgram([program]: SimpleCommand, unit: Unit): void {
		const isHook = this.#hooks.scripts.get(unit.label) === unit.source;
		if (isHook && /^[\w@./-]{1,80}$/.test(program) && !isKnownTool(program)) this.#unknown.add(program);
	}
}
