/** Which commands npm runs when it installs a package. Source: npm documentation, "scripts", life cycle operation order. */

export interface Hook {
	/** `preinstall`, `install`, `postinstall`, `prepare` */
	readonly name: string;
	/** the command line as the manifest has it */
	readonly command: string;
	/** npm runs it because binding.gyp is there, not because the manifest says so */
	readonly implicit: boolean;
}

export interface Hooks {
	readonly hooks: readonly Hook[];
	/** every script of the manifest, for `npm run …` inside a hook */
	readonly scripts: ReadonlyMap<string, string>;
	/** `null` when the manifest has none */
	readonly version: string | null;
	/** the module that `node .` runs; `null` when the manifest has none */
	readonly main: string | null;
}

const INSTALL_HOOKS = ["preinstall", "install", "postinstall"];
/** npm runs these as well for what it builds from a git repository. */
const GIT_HOOKS = [...INSTALL_HOOKS, "preprepare", "prepare", "postprepare"];

/** `undefined` when the text is not a JSON object. */
export function parseHooks(manifest: string, where: { isGit: boolean; hasBindingGyp: boolean }): Hooks | undefined {
	const record = parseRecord(manifest);
	if (record === undefined) return undefined;
	const scripts = new Map<string, string>();
	if (isRecord(record.scripts)) {
		for (const [name, command] of Object.entries(record.scripts)) {
			if (typeof command === "string" && command.trim() !== "") scripts.set(name, command);
		}
	}
	const hooks = (where.isGit ? GIT_HOOKS : INSTALL_HOOKS).flatMap((name): Hook[] => {
		const command = scripts.get(name);
		return command === undefined ? [] : [{ name, command, implicit: false }];
	});
	const builds = !scripts.has("install") && !scripts.has("preinstall") && record.gypfile !== false;
	if (where.hasBindingGyp && builds) hooks.push({ name: "install", command: "node-gyp rebuild", implicit: true });
	return { hooks, scripts, version: toText(record.version), main: toText(record.main) };
}

function parseRecord(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
		return isRecord(value) ? value : undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toText(value: unknown): string | null {
	return typeof value === "string" ? value : null;
}
