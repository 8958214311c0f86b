/** What a simple command runs: program text in an argument, files, or scripts of the manifest. */
import type { SimpleCommand } from "./command.ts";

export interface Started {
	/** code given on the command line and its language; shell also stands for languages that are not JavaScript */
	readonly inline: { readonly text: string; readonly language: "javascript" | "shell" } | null;
	/** paths of script or program files, as written */
	readonly files: readonly string[];
	/** names of scripts of the manifest */
	readonly scripts: readonly string[];
}

const NOTHING: Started = { inline: null, files: [], scripts: [] };
const NODE = new Set(["node", "nodejs", "bun", "deno", "tsx", "ts-node", "electron", "iojs"]);
const SHELLS = new Set(
	"sh bash zsh dash ksh ash cmd powershell pwsh python python2 python3 perl ruby php cscript wscript".split(" "),
);
const RUNNERS = new Set(["npm", "yarn", "pnpm"]);
const RUN_ALL = new Set(["run-s", "run-p", "npm-run-all", "npm-run-all2", "concurrently"]);
const INLINE_FLAG = /^(?:-e|-p|-pe|--eval|--print|-c|\/c|-command|-lc|-ic|-r)$/i;
const LOADING_FLAG = /^(?:-r|--require|--import|--loader)$/;
const SCRIPT_FILE = /\.(?:[cm]?[jt]s|sh|bash|bat|cmd|ps1|py|pl|rb|vbs)$/i;

export function toStarted([program, ...args]: SimpleCommand): Started {
	if (NODE.has(program)) return toNode(args[0] === "run" && program !== "node" ? args.slice(1) : args);
	if (SHELLS.has(program)) return toShell(args);
	if (RUNNERS.has(program)) return { ...NOTHING, scripts: toScripts(program, args) };
	if (RUN_ALL.has(program)) return { ...NOTHING, scripts: args.map((arg) => arg.replace(/^npm:/, "")) };
	if (program === "start" || program === "." || program === "source") return toStartedBy(args);
	if (/^\.{1,2}[\\/]/.test(program) || SCRIPT_FILE.test(program)) return { ...NOTHING, files: [program] };
	// A program that is not known here may be an interpreter that was just fetched.
	return program.includes("$") ? toNode(args.filter((arg) => SCRIPT_FILE.test(arg))) : NOTHING;
}

function toNode(args: readonly string[]): Started {
	const files: string[] = [];
	for (let index = 0; index < args.length; index += 1) {
		const arg = args[index] ?? "";
		if (LOADING_FLAG.test(arg)) {
			files.push(args[index + 1] ?? "");
			index += 1;
		} else if (INLINE_FLAG.test(arg)) {
			return { ...NOTHING, files, inline: { text: args[index + 1] ?? "", language: "javascript" } };
		} else if (!arg.startsWith("-")) return { ...NOTHING, files: [...files, arg] };
	}
	return { ...NOTHING, files };
}

function toShell(args: readonly string[]): Started {
	for (const [index, arg] of args.entries()) {
		if (INLINE_FLAG.test(arg)) {
			return { ...NOTHING, inline: { text: args.slice(index + 1).join(" "), language: "shell" } };
		}
		if (!/^-|^\/[a-z]$/i.test(arg)) return { ...NOTHING, files: [arg] };
	}
	return NOTHING;
}

/** Windows' `start /B program …`, and a shell's `. file`. */
function toStartedBy(args: readonly string[]): Started {
	const [program, ...following] = args.filter((arg) => !arg.startsWith("/") && arg !== "");
	if (program === undefined || program === "start") return NOTHING;
	return /[\\/.]/.test(program) ? { ...NOTHING, files: [program] } : toStarted([program, ...following]);
}

function toScripts(runner: string, args: readonly string[]): string[] {
	const [first, second] = args.filter((arg) => !arg.startsWith("-"));
	if (first === "run" || first === "run-script") return second === undefined ? [] : [second];
	if (first === undefined) return [];
	return runner !== "npm" || /^(?:test|start|stop|restart)$/.test(first) ? [first] : [];
}
