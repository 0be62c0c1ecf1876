/** The two parts of dcmjs that are used: its writer and, in a test, its dictionary. */
declare module 'dcmjs' {
  type JsonElement = { vr: string; Value: unknown[] };
  export class DicomDict {
    constructor(meta: Record<string, JsonElement>);
    dict: Record<string, JsonElement>;
    write(options?: object): ArrayBuffer;
  }
  const dcmjs: { data: { DicomDict: typeof DicomDict; DicomMetaDictionary: { nameMap: Record<string, unknown> } } };
  export default dcmjs;
}
