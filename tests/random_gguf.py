"""Write a tiny model with random weights in llama.cpp's own format: a peer for the protocol that knows nothing.

    python random_gguf.py tiny.gguf

Needs the packages ``gguf`` and ``numpy``. Each token is one byte or one printable character, so that any text can be read
and any grammar be followed. One hidden dimension is the same for every token; its weight in the output is a token's bias.
A few more say which token was the last, and what follows it. So an answer that a grammar holds to JSON comes to an end,
its lists have an entry, and its strings hold a few characters that stand in no text.
"""

import string
import sys

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 64, 2, 4, 128, 65_536
CONTROL = ("<s>", "</s>", "<|im_start|>", "<|im_end|>")
END = "</s>"
LIKELY = {"~": 2.5, "{": 2.0, '"': 1.9, "}": 1.3, "]": 1.3, END: 1.0, ",": 0.6, "\u2581": -1.0}
"""What is added to the score of a token before one is chosen; bytes that are no character get :data:`BYTE`."""
BYTE = -2.5
FOLLOWS = {"~": "^", "^": '"'}
"""What comes after a token, wherever it may."""
STRONG = 8.0


def vocabulary():
    """Every token with its kind: the unknown one, those of the chat, all bytes, all printable characters."""
    kinds = gguf.TokenType
    yield "<unk>", kinds.UNKNOWN
    for token in CONTROL:
        yield token, kinds.CONTROL
    for byte in range(256):
        yield f"<0x{byte:02X}>", kinds.BYTE
    for character in " " + string.ascii_letters + string.digits + string.punctuation:
        yield character.replace(" ", "\u2581"), kinds.NORMAL


def tensors(tokens, kinds, random):
    """The weights by name: noise, but for what carries the bias."""

    def noise(*shape, scale=0.02):
        return (random.standard_normal(shape) * scale).astype(np.float32)

    embedding, output = noise(len(tokens), WIDTH, scale=0.5), noise(len(tokens), WIDTH, scale=0.05)
    embedding[:, 0] = STRONG
    output[:, 0] = [
        BYTE if kind == gguf.TokenType.BYTE else LIKELY.get(token, 0.0)
        for token, kind in zip(tokens, kinds, strict=True)
    ]
    for dimension, (token, after) in enumerate(FOLLOWS.items(), start=1):
        embedding[tokens.index(token), dimension] = STRONG
        output[tokens.index(after), dimension] = STRONG
    yield "token_embd.weight", embedding
    yield "output_norm.weight", np.ones(WIDTH, np.float32)
    yield "output.weight", output
    for layer in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            yield f"blk.{layer}.{name}.weight", np.ones(WIDTH, np.float32)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"blk.{layer}.{name}.weight", noise(WIDTH, WIDTH)
        for name, shape in {"ffn_gate": (INNER, WIDTH), "ffn_up": (INNER, WIDTH), "ffn_down": (WIDTH, INNER)}.items():
            yield f"blk.{layer}.{name}.weight", noise(*shape)


def write(path, seed=0):
    """Write the model; the same seed gives the same file."""
    tokens, kinds = zip(*vocabulary(), strict=True)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token.encode() for token in tokens])
    writer.add_token_scores([-float(n) for n in range(len(tokens))])
    writer.add_token_types([int(kind) for kind in kinds])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(tokens.index("<s>"))
    writer.add_eos_token_id(tokens.index(END))
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    for name, values in tensors(tokens, kinds, np.random.default_rng(seed)):
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
