/** What is in a package, as CycloneDX: exactly the parts that were bundled, which its NOTICE names. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PackageJson } from "./metadata.ts";

const root = resolve(import.meta.dirname, "..");

interface Component {
  type: "application" | "library";
  "bom-ref": string;
  name: string;
  version: string;
  purl: string;
  licenses?: { expression: string }[];
}

export interface Sbom {
  bomFormat: "CycloneDX";
  specVersion: "1.6";
  version: 1;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

export const sbom = (name: string, pkg: PackageJson): Sbom =>
  sbomOf(pkg, readFileSync(join(root, "packages", name, "NOTICE"), "utf8"));

/** @param notice of the package, as the bundler wrote it */
export function sbomOf(pkg: Pick<PackageJson, "name" | "version" | "license">, notice: string): Sbom {
  const component = componentOf("application", pkg.name, pkg.version, pkg.license);
  const components = bundledParts(notice);
  if (components.length === 0) throw new Error(`${pkg.name}: its NOTICE names nothing that was bundled`);
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component },
    components,
    dependencies: [{ ref: component["bom-ref"], dependsOn: components.map((part) => part["bom-ref"]) }],
  };
}

/** Of each part the bundler writes name and version, licence and text, with a rule between. */
function bundledParts(notice: string): Component[] {
  const parts = [...notice.matchAll(/^-{72}\n\n((?:@[^/\s]+\/)?[^/\s]+) (\d\S*)\nLicence: (.+)$/gm)];
  return parts.map(([, name = "", version = "", licence = ""]) =>
    componentOf("library", name, version, licence.startsWith("see") ? undefined : licence),
  );
}

function componentOf(type: Component["type"], name: string, version: string, licence?: string): Component {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const licenses = licence === undefined ? {} : { licenses: [{ expression: licence }] };
  return { type, "bom-ref": purl, name, version, purl, ...licenses };
}
