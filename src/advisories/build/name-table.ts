/** Writes what ../popularity/name-table.ts reads. The same names give the same text. */
import { hashLetters } from "../popularity/hash.ts";
import { countBuckets, type ToForm } from "../popularity/name-table.ts";
import { hashEnd, hashStart } from "../popularity/neighbours.ts";

/** A name of visible ASCII without spaces, and its count in digits, which may have an exponent. */
export type CountedName = readonly [name: string, count: string];

const NAMES_PER_LINE = 20;
/** Cells of 16 bits hold as many beside as many buckets. */
const MOST_NAMES = 32_000;
const NAME = /^[!-~]+$/;

/** The two blocks, without tables of halves when `files` is absent: then nothing near a name is found. @throws RangeError */
export function renderNameTable(
	names: readonly CountedName[],
	halves?: { readonly toForm: ToForm; files(name: string): boolean },
): string {
	if (names.length > MOST_NAMES) throw new RangeError(`more than ${MOST_NAMES} names`);
	const { lines, begins } = renderLines(names);
	const tables = [
		encode(begins, 4),
		renderBuckets(names, ([name]) => hashLetters(name, 0, name.length, 0)),
		...(halves === undefined
			? []
			: [hashStart, hashEnd].map((hash) =>
					renderBuckets(names, ([name]) => {
						const form = halves.toForm(name);
						return halves.files(name) ? hash(form, form.length) : undefined;
					}),
				)),
	];
	return `${lines}\n\n${tables.join("\n")}`;
}

function renderLines(names: readonly CountedName[]): { lines: string; begins: readonly number[] } {
	const begins: number[] = [];
	let lines = "";
	let [inLine, last] = [0, ""];
	for (const [name, count] of names) {
		if (!NAME.test(name)) throw new RangeError(`not a name: ${JSON.stringify(name)}`);
		if (count !== last || inLine === NAMES_PER_LINE) {
			lines += `${lines === "" ? "" : "\n"}${count}`;
			[inLine, last] = [0, count];
		}
		begins.push(lines.length + 1);
		lines += ` ${name}`;
		inLine++;
	}
	return { lines, begins };
}

/** `hash` is `undefined` for a name that is not filed. */
function renderBuckets(names: readonly CountedName[], hash: (name: CountedName) => number | undefined): string {
	const buckets = Array.from({ length: countBuckets(names.length) }, (): number[] => []);
	for (const [rank, name] of names.entries()) {
		const bucket = hash(name);
		if (bucket !== undefined) buckets[bucket & (buckets.length - 1)]?.push(rank);
	}
	let begin = buckets.length + 1;
	const cells = [begin];
	for (const { length } of buckets) {
		begin += length;
		cells.push(begin);
	}
	return encode([...cells, ...buckets.flat()], 2);
}

function encode(numbers: readonly number[], width: 2 | 4): string {
	const bytes = Buffer.alloc(numbers.length * width);
	for (const [at, number] of numbers.entries()) bytes.writeUIntLE(number, at * width, width);
	return bytes.toString("base64");
}
