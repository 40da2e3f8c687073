/** What the checker does not know of browsers, or what our pages know better. */

interface ParentNode {
  /** What a page holds its own template says, of which the checker sees nothing: as what it is used it is taken. */
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}

interface Navigator {
  /** Chromium's (User-Agent Client Hints). */
  userAgentData?: { getHighEntropyValues(hints: string[]): Promise<{ model: string }> };
  /** Safari's, on an iPhone: opened from the Home Screen. */
  standalone?: boolean;
}

/** Shape Detection API, where there is one. */
declare class BarcodeDetector {
  constructor(options: { formats: string[] });
  static getSupportedFormats(): Promise<string[]>;
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

/** devices/static/vendor/jsqr/, once it is loaded. */
declare var jsQR: (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

interface CredentialCreationOptions {
  /** Credential Management: a passkey made without a question. */
  mediation?: "conditional";
}
