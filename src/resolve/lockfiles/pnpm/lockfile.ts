/** pnpm-lock.yaml, lockfileVersion 5.0 to 5.4, 6.0, 6.1 and 9.0, one or several YAML documents. */
import type { Observation } from "../../../model.ts";
import { toBaseName } from "../../bundle-path.ts";
import type { JsonObject } from "../../json-object.ts";
import { type LockfileContext, toUnreadable } from "../define.ts";
import { toGraphObservation } from "../lock-graph.ts";
import { throwIfNothing } from "../nothing-read.ts";
import { isOfProject, readDocument } from "./document.ts";
import { toPnpmGraph } from "./graph.ts";
import { readPnpmText } from "./text.ts";

/** @throws ScanError when the file as a whole cannot be read, or holds entries of which none could be */
export async function parsePnpm(text: string, context: LockfileContext): Promise<Observation> {
	const fileName = toBaseName(context.path);
	const documents = (await readDocuments(text, fileName)).map((document) => readDocument(document, fileName));
	if (!documents.some(isOfProject)) throw toUnreadable(fileName, "it breaks off before what the project depends on");
	const graph = toPnpmGraph(documents, context);
	throwIfNothing(graph, context);
	return toGraphObservation(graph, context);
}

async function readDocuments(text: string, fileName: string): Promise<readonly JsonObject[]> {
	const plain = readPnpmText(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
	if (plain !== undefined) return plain;
	const { parseYamlDocuments } = await import("../yaml.ts");
	return parseYamlDocuments(text, fileName);
}
