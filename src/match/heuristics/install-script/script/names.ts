/** How the things that matter are called, whatever way a script reaches them. */

/** Ways to say the global object; what follows is what is meant. */
const GLOBALS = new Set(["globalThis", "global", "window", "self"]);
const REQUIRES = new Set([
	"require",
	"import",
	"module.require",
	"require.main.require",
	"process.mainModule.require",
	"process.getBuiltinModule",
	"module.constructor._load",
	"module._load",
	"module.Module._load",
	"Module._load",
]);
const STARTERS =
	/^(?:child_process|cross-spawn|execa|shelljs|zx|bun|Bun|worker_threads\.Worker|Worker)(?:\.|$)|^(?:Deno\.Command|Bun\.spawn)$/;
const EVALUATORS =
	/^(?:eval|Function|AsyncFunction|GeneratorFunction|setTimeout|setInterval|setImmediate)$|^vm\.|\._compile$/;

/** Helpers that compilers put around `require`, and wrappers that change only how a result is handed over. */
export const INTEROP =
	/^(?:\w{1,20}\.)?(?:_{0,2}(?:interop\w{0,30}|toESM|importDefault|importStar|esModule)|util\.promisify|promisify)$/i;

/** `owner.name`, with `.default` and global objects left out. */
export function toCanonicalPath(owner: string, name: string): string {
	if (name === "default") return owner;
	if (GLOBALS.has(owner)) return name;
	const path = `${owner}.${name}`;
	if (REQUIRES.has(path)) return "require";
	return path;
}

export function isRequire(callee: string): boolean {
	return REQUIRES.has(callee);
}

/** The call starts a process. */
export function isStarter(callee: string): boolean {
	return STARTERS.test(callee);
}

/** The call runs text as code. */
export function isEvaluator(callee: string): boolean {
	return EVALUATORS.test(callee);
}
