/** Commands that node-gyp runs while it reads binding.gyp. Source: GYP input format, "command expansions" and "actions". */

const EXPANSION = /<!@?\(/g;
const ACTION = /["']action["']\s{0,8}:\s{0,8}\[([^\]]{0,4000})\]/g;
const QUOTED = /'([^'\n]{0,1000})'|"([^"\n]{0,1000})"/g;
const LONGEST = 4_000;

/** `<!(command)`, `<!@(command)` and `"action": ["program", …]`, as command lines. */
export function parseGypCommands(text: string): string[] {
	const commands: string[] = [];
	for (const match of text.matchAll(EXPANSION)) commands.push(readExpansion(text, match.index + match[0].length));
	for (const [, list = ""] of text.matchAll(ACTION)) {
		commands.push([...list.matchAll(QUOTED)].map(([, single, double]) => single ?? double ?? "").join(" "));
	}
	return commands.map((command) => command.replace(/\\(["'])/g, "$1").trim()).filter((command) => command !== "");
}

/** Up to the parenthesis that closes it; to the end of reach when none does. */
function readExpansion(text: string, start: number): string {
	let depth = 1;
	const limit = Math.min(text.length, start + LONGEST);
	for (let at = start; at < limit; at += 1) {
		if (text[at] === "(") depth += 1;
		else if (text[at] === ")") depth -= 1;
		if (depth === 0) return text.slice(start, at);
	}
	return text.slice(start, limit);
}
