import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCommand } from "../../src/match/heuristics/install-script/command.ts";
import { parseGypCommands } from "../../src/match/heuristics/install-script/gyp.ts";
import { findRule, RULES } from "../../src/match/heuristics/install-script/rules.ts";
import { toCanonicalScript } from "../../src/match/heuristics/install-script/script/canonical.ts";
import { toCanonicalCommand } from "../../src/match/heuristics/install-script/script/shell.ts";
import { CAPABILITIES } from "../../src/match/heuristics/install-script/signals/define.ts";
import { SIGNALS } from "../../src/match/heuristics/install-script/signals/index.ts";
import { toStarted } from "../../src/match/heuristics/install-script/started.ts";
import { judgePackage } from "./install-script-cases.ts";

describe("the canonical form of a script", () => {
	test.each([
		["comments", "a(/* b */ 1); // c\nd()", "a(1); d()"],
		["escapes", String.raw`f("\x63\u0075\u{72}\154")`, 'f("curl")'],
		["escaped names", String.raw`\u0065val(x)`, "eval(x)"],
		["literals put together", `f("a" + 'b' + \`c\`)`, 'f("abc")'],
		["what binds more closely", `f("a" + "b".length)`, 'f("a"+"b".length)'],
		["templates", "f(`a$" + "{b}c$" + "{d}`)", 'f("a"+b+"c"+d)'],
		["a quote inside a string", `f('say "a"')`, `f("say 'a'")`],
		["members by name", `process["env"]["HOME"]`, "process.env.HOME"],
		["optional members", `process?.env?.["HOME"]`, "process.env.HOME"],
		["the global object", `globalThis["pro" + "cess"].env`, "process.env"],
		["a module by another name", `const c = require("node:child_process"); c.exec(1)`, "child_process.exec(1)"],
		["ways to require", `process.mainModule.require("fs").rm(1)`, "fs.rm(1)"],
		["an import", `import { exec as run } from "child_process"; run(1)`, "child_process.exec(1)"],
		["a namespace", `import * as o from "os"; o.hostname()`, "os.hostname()"],
		["a default", `import h from "https"; h.get(1)`, "https.get(1)"],
		["a dynamic import", `const { get: g } = await import("https"); g(1)`, "https.get(1)"],
		["destructured", `const { exec, spawn: s } = require("child_process"); exec(1); s(2)`, "child_process.spawn(2)"],
		["compiled", `const c_1 = __importStar(require("child_process")); (0, c_1.exec)(1)`, "child_process.exec(1)"],
		["promised", `const p = util.promisify(require("child_process").exec); p(1)`, "child_process.exec(1)"],
		["base64", `f(Buffer.from("Y3VybA==", "base64").toString())`, 'f("curl")'],
		["hex", `f(new Buffer("6375726c", "hex").toString("utf8"))`, 'f("curl")'],
		["character codes", "f(String.fromCharCode(99, 0x75, 114, 108))", 'f("curl")'],
		["mapped codes", `f([99,117,114,108].map(c => String.fromCharCode(c)).join(""))`, 'f("curl")'],
		["reversed", `f("lruc".split("").reverse().join(""))`, 'f("curl")'],
		["marked", `f("cXuXrXl".replace(/X/g, ""))`, 'f("curl")'],
		["a table of strings", `var t = ["a", "curl"]; f(t[1])`, 'f("curl")'],
		["grown", `let s = "cu"; s += "rl"; f(s)`, 'f("curl")'],
		["a decoder of its own", `const d = (s) => Buffer.from(s, "hex").toString(); f(d("6375726c"))`, 'f("curl")'],
		["paths of its own folder", `f(path.join(__dirname, "a", "../b.js"))`, 'f("./a/../b.js")'],
	])("%s", (_, script, canonical) => {
		expect(toCanonicalScript(script).text.endsWith(canonical)).toBe(true);
	});

	test.each([
		["a parameter of the same name", `const a = "x"; function f(a) { g(a) }`, "g(a)"],
		["an arrow's parameter", `const a = "x"; const f = (a) => g(a)`, "g(a)"],
		["a grown name in a loop", `let a = ""; for (;;) a += b; f(a)`, "f(a)"],
		["a name given anew", `let a = "x"; a = b(); f(a)`, "f(a)"],
		["keys", `const a = "x"; f({ a: 1 })`, "f({a:1})"],
		["a regular expression with quotes", `if (a) /["'/*]/.test(b); eval(c)`, "eval(c)"],
		["a comment that never ends", "eval(a) /* b", "eval(a)b"],
	])("leaves alone: %s", (_, script, kept) => {
		expect(toCanonicalScript(script).text).toContain(kept);
	});

	test("a doubling name does not grow beyond bounds", () => {
		const script = `let a = "${"x".repeat(100)}";${"a = a + a;".repeat(200)}`;
		expect(toCanonicalScript(script).text.length).toBeLessThan(20_000_000);
	});

	test("knows where in the source it is", () => {
		const script = `// first\nconst c = require("child_process");\nc["ex" + "ec"](1);`;
		const canonical = toCanonicalScript(script);
		const at = canonical.text.indexOf("child_process.exec");
		expect(script.slice(canonical.toSource(at))).toBe(`c["ex" + "ec"](1);`);
	});

	const pieces = (text: string) => fc.array(fc.nat(text.length), { maxLength: 4 }).map((cuts) => cut(text, cuts));
	const encoders: readonly ((text: string) => string)[] = [
		(text) => JSON.stringify(text),
		(text) => `"${[...text].map((c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`).join("")}"`,
		(text) => `Buffer.from("${Buffer.from(text).toString("base64")}", "base64").toString()`,
		(text) => `Buffer.from("${Buffer.from(text).toString("hex")}", "hex").toString("utf8")`,
		(text) => `atob("${btoa(text)}")`,
		(text) => `["${text}"].join("")`,
		(text) => `"${[...text].reverse().join("")}".split("").reverse().join("")`,
		(text) => `String.fromCharCode(${[...text].map((c) => c.charCodeAt(0)).join(",")})`,
	];
	const hidden = (text: string) =>
		fc
			.tuple(pieces(text), fc.array(fc.nat(encoders.length - 1), { minLength: 5, maxLength: 5 }))
			.map(([parts, choice]) =>
				parts.map((part, index) => (encoders[choice[index] ?? 0] ?? JSON.stringify)(part)).join(" + "),
			);

	test("hiding names in any mix of ways changes nothing", () => {
		fc.assert(
			fc.property(hidden("child_process"), hidden("exec"), hidden("whoami"), (module, method, command) => {
				const script = `const m = ${module};\nrequire(m)[${method}](${command});`;
				expect(toCanonicalScript(script).text).toContain('child_process.exec("whoami")');
			}),
			{ numRuns: 300 },
		);
	});

	test("takes any text", () => {
		const words = fc.constantFrom(
			..."( [ { } ] ) ` ${ ' \" \\ / * // /* + += = => , ; . ?. eval require Buffer.from a const function 1 \n".split(
				" ",
			),
		);
		const text = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.array(words, { maxLength: 60 }).map((all) => all.join("")),
		);
		fc.assert(
			fc.property(text, (script) => {
				const { text: canonical, toSource } = toCanonicalScript(script);
				expect(toSource(canonical.length)).toBeLessThanOrEqual(script.length);
			}),
			{ numRuns: 500 },
		);
	});
});

describe("command lines", () => {
	test.each([
		["node a.js && b || c; d | e & f", [["node", "a.js"], ["b"], ["c"], ["d"], ["e"], ["f"]]],
		[`node -e "try{require('./x')}catch(e){}"`, [["node", "-e", "try{require('./x')}catch(e){}"]]],
		["(a 2>&1 > /dev/null)", [["a", "2>&1", ">", "/dev/null"]]],
		["NODE_ENV=x cross-env A=b node a", [["node", "a"]]],
		["npx --yes only-allow pnpm", [["only-allow", "pnpm"]]],
		["./node_modules/.bin/tsc -p .", [["./node_modules/.bin/tsc", "-p", "."]]],
		["C:\\tools\\node.exe a", [["node", "a"]]],
		["if [ -f a ]; then sh a; fi", [["[", "-f", "a", "]"], ["sh", "a"], ["fi"]]],
		["'unclosed", [["unclosed"]]],
	])("%s", (line, commands) => {
		expect(parseCommand(line)).toEqual(commands);
	});

	test.each([
		[["node", "-r", "./a", "b"], { inline: null, files: ["./a", "b"], scripts: [] }],
		[["node", "--max-old-space-size=4096", "."], { inline: null, files: ["."], scripts: [] }],
		[["bash", "-c", "a", "b"], { inline: { text: "a b", language: "shell" }, files: [], scripts: [] }],
		[["npm", "run", "-s", "build"], { inline: null, files: [], scripts: ["build"] }],
		[["npm", "install", "x"], { inline: null, files: [], scripts: [] }],
		[["start", "/B", "node", "a.js"], { inline: null, files: ["a.js"], scripts: [] }],
		[["start", "/B", "a.bat"], { inline: null, files: ["a.bat"], scripts: [] }],
		[["make", "all"], { inline: null, files: [], scripts: [] }],
	] as const)("%j starts", (command, started) => {
		expect(toStarted(command)).toEqual(started);
	});

	test.each([
		["c''url x", "curl x"],
		["cu\\rl x", "curl x"],
		["po^wer^shell", "powershell"],
		["curl$IFS x", "curl  x"],
		["a \\\n| b", "a \v| b"],
		["# curl x\na", "\na"],
		["C:\\temp\\a.exe", "C:\\temp\\a.exe"],
	])("%j is %j", (text, canonical) => {
		expect(toCanonicalCommand(text)).toBe(canonical);
	});
});

test("commands of a build file", () => {
	const text = `{ 'include_dirs': ["<!(node -p \\"require('x')\\")", "<!@(sh a.sh (b))"],
		'actions': [{ 'action': ['python', 'b.py'] }], 'broken': '<!(`;
	expect(parseGypCommands(text)).toEqual([`node -p "require('x')"`, "sh a.sh (b)", "python b.py"]);
});

describe("signals and rules", () => {
	const patterns = SIGNALS.flatMap((signal) =>
		"pattern" in signal ? [signal.pattern, ...(signal.followedBy ?? [])] : [],
	);

	test("no pattern repeats without bound", () => {
		for (const { source } of patterns) {
			const bare = source.replace(/\\./g, "_").replace(/\[[^\]]*\]/g, "_");
			expect(bare).not.toMatch(/[*+]|\{\d*,\}/);
		}
	});

	test("every capability is shown by a signal and used by a rule or told in evidence", () => {
		const shown = new Set(SIGNALS.map(({ shows }) => shows));
		expect([...shown].sort()).toEqual(Object.keys(CAPABILITIES).sort());
	});

	test("every rule can be reached", () => {
		for (const rule of RULES) {
			const reached = combine(rule.needs).some((seen) => findRule(new Set(seen)) === rule);
			expect([rule.title, reached]).toEqual([rule.title, true]);
		}
	});

	test("seeing more never makes it less severe", () => {
		const names = Object.keys(CAPABILITIES) as (keyof typeof CAPABILITIES)[];
		const order = ["critical", "high", "medium", "low", undefined];
		fc.assert(
			fc.property(fc.subarray(names), fc.constantFrom(...names), (seen, more) => {
				const before = findRule(new Set(seen))?.severity;
				const after = findRule(new Set([...seen, more]))?.severity;
				expect(order.indexOf(after)).toBeLessThanOrEqual(order.indexOf(before));
			}),
		);
	});
});

test("any manifest and script ends in words that are safe to show", async () => {
	const scripts = fc.dictionary(fc.constantFrom("preinstall", "install", "postinstall", "__proto__"), fc.string());
	await fc.assert(
		fc.asyncProperty(scripts, fc.string({ unit: "binary" }), fc.uint8Array(), async (hooks, script, gyp) => {
			const files = new Map<string, string | Uint8Array>([
				[
					"package.json",
					JSON.stringify({ version: "1.0.0", scripts: { ...hooks, install: "node a; sh a; node -e a" } }),
				],
				["a", script],
				["binding.gyp", gyp],
			]);
			const suspicion = await judgePackage(files);
			expect(suspicion?.details.join("")).not.toMatch(/\p{Cc}|\p{Cf}/u);
			expect(suspicion?.details.every((line) => line.length < 400)).toBe(true);
		}),
		{ numRuns: 300 },
	);
});

function cut(text: string, cuts: readonly number[]): string[] {
	const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
	return places.slice(1).flatMap((end, index) => (end > (places[index] ?? 0) ? [text.slice(places[index], end)] : []));
}

/** One capability of each list. */
function combine<T>(lists: readonly (readonly T[])[]): T[][] {
	return lists.reduce<T[][]>((all, list) => all.flatMap((one) => list.map((item) => [...one, item])), [[]]);
}
