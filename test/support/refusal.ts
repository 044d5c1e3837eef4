/** How an SDK client shows an error: AWS's code and text. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What a call is refused with; `accepted` if it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
    return { code: 'accepted', message: '' };
  } catch (error) {
    // Both official clients throw errors, whose code stands in `Code` where the answer tells it.
    const { name, message, Code } = error as Error & { readonly Code?: string };
    return { code: Code ?? name, message };
  }
}
