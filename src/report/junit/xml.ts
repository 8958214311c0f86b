/** XML 1.0 as text: elements with attributes, children and text, with everything escaped that has to be. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";

export interface Element {
	readonly name: string;
	readonly attributes?: Readonly<Record<string, string | number>>;
	readonly children?: readonly Element[];
	/** lines, below the children */
	readonly text?: readonly string[];
}

const LONGEST_ATTRIBUTE = 1_000;
const LONGEST_LINE = 2_000;

/** Indented by two, one element a line, without recursion. */
export function renderXml(root: Element): string {
	const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
	const stack: (Element | string)[] = [root];
	const depths = [0];
	for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
		const depth = depths.pop() ?? 0;
		const indent = "  ".repeat(depth);
		if (typeof item === "string") {
			lines.push(`${indent}${item}`);
			continue;
		}
		const start = `${indent}<${item.name}${renderAttributes(item)}`;
		const { children = [], text = [] } = item;
		if (children.length === 0) {
			const content = text.map((line) => escapeXml(toSafeExcerpt(line, LONGEST_LINE))).join("\n");
			lines.push(content === "" ? `${start}/>` : `${start}>${content}</${item.name}>`);
			continue;
		}
		lines.push(`${start}>`);
		stack.push(`</${item.name}>`);
		depths.push(depth);
		for (const child of [...children].reverse()) {
			stack.push(child);
			depths.push(depth + 1);
		}
	}
	return `${lines.join("\n")}\n`;
}

function renderAttributes({ attributes = {} }: Element): string {
	return Object.entries(attributes)
		.map(([name, value]) => ` ${name}="${escapeXml(toSafeExcerpt(String(value), LONGEST_ATTRIBUTE))}"`)
		.join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
};

/** Text that `toSafeText` has passed has no controls and no lone surrogates; U+FFFE and U+FFFF are left to take out. */
function escapeXml(text: string): string {
	return text.replace(/[\uFFFE\uFFFF]/g, "\uFFFD").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
