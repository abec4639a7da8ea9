#!/usr/bin/env python3
"""Make tiny models with random weights that the InvokeAI runtime accepts and runs on a CPU in seconds.

    VENV/bin/python make_tiny_models.py DIR        (VENV as made by install.sh beside this file)

Every weight is drawn from a stream named after the model and the tensor, so the same versions give the same bytes.
The pictures are noise: test size, format and metadata with them, not looks. DIR/models.json lists what was made.
"""
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from diffusers import (  # noqa: E402
    AutoencoderKL,
    ControlNetModel,
    EulerDiscreteScheduler,
    PNDMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from safetensors.torch import save_file  # noqa: E402
from spandrel.architectures.ESRGAN import ESRGAN  # noqa: E402
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer  # noqa: E402

SEED = 20261121
VOCABULARY = 514  # 256 bytes, 256 bytes at the end of a word, start, end
START, END = 512, 513


def randomise(name, module):
    """Give every tensor of a module its own reproducible random values."""
    with torch.no_grad():
        for key, tensor in sorted({**dict(module.named_parameters()), **dict(module.named_buffers())}.items()):
            if not tensor.is_floating_point():
                continue
            digest = hashlib.sha256(f"{SEED}/{name}/{key}".encode()).digest()
            values = np.random.default_rng(list(digest[:8])).standard_normal(tuple(tensor.shape), dtype=np.float32)
            if tensor.ndim > 1:
                values /= np.sqrt(np.prod(tensor.shape[1:]))
            else:
                values = values * 0.02 + (1.0 if "norm" in key and key.endswith("weight") else 0.0)
            tensor.copy_(torch.from_numpy(values))
    return module.eval()


def byte_characters():
    """The printable stand-ins that byte-level BPE uses for the 256 byte values."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    return [chr(b) if b in plain else chr(next(spare)) for b in range(256)]


def tokenizer(scratch):
    scratch.mkdir(parents=True, exist_ok=True)
    characters = byte_characters()
    words = [*characters, *(c + "</w>" for c in characters), "<|startoftext|>", "<|endoftext|>"]
    (scratch / "vocab.json").write_text(json.dumps({w: i for i, w in enumerate(words)}), encoding="utf-8")
    (scratch / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    return CLIPTokenizer(
        str(scratch / "vocab.json"), str(scratch / "merges.txt"), model_max_length=77, pad_token="<|endoftext|>"
    )


def text_encoder(name, width, kind=CLIPTextModel):
    config = CLIPTextConfig(
        vocab_size=VOCABULARY, hidden_size=width, intermediate_size=64, projection_dim=width, num_hidden_layers=2,
        num_attention_heads=4, max_position_embeddings=77, bos_token_id=START, eos_token_id=END, pad_token_id=END,
    )
    return randomise(name, kind(config))


def unet(name, cross, **more):
    return randomise(name, UNet2DConditionModel(
        sample_size=64, in_channels=4, out_channels=4, layers_per_block=1, block_out_channels=(32, 64),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=cross, norm_num_groups=8, attention_head_dim=8, **more,
    ))


def vae(name, factor):
    return randomise(name, AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(8, 8, 8, 8), layers_per_block=1,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, norm_num_groups=4,
        sample_size=512, scaling_factor=factor,
    ))


SCHEDULE = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "steps_offset": 1}


def make_sd15(path, scratch):
    StableDiffusionPipeline(
        vae=vae("sd15/vae", 0.18215), text_encoder=text_encoder("sd15/te", 768), tokenizer=tokenizer(scratch),
        unet=unet("sd15/unet", 768), scheduler=PNDMScheduler(skip_prk_steps=True, **SCHEDULE),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    ).save_pretrained(path)


def make_sdxl(path, scratch):
    StableDiffusionXLPipeline(
        vae=vae("sdxl/vae", 0.13025), text_encoder=text_encoder("sdxl/te", 768),
        text_encoder_2=text_encoder("sdxl/te2", 1280, CLIPTextModelWithProjection),
        tokenizer=tokenizer(scratch), tokenizer_2=tokenizer(scratch),
        unet=unet("sdxl/unet", 2048, addition_embed_type="text_time", addition_time_embed_dim=8,
                  projection_class_embeddings_input_dim=1280 + 6 * 8, use_linear_projection=True),
        scheduler=EulerDiscreteScheduler(timestep_spacing="leading", **SCHEDULE), add_watermarker=False,
    ).save_pretrained(path)


def make_controlnet(path, scratch):
    net = ControlNetModel.from_unet(unet("sd15/unet", 768), conditioning_embedding_out_channels=(8, 8, 16, 16))
    randomise("sd15/controlnet", net).save_pretrained(path)


def make_lora(path, scratch):
    """A rank-2 LoRA in the kohya naming, for the attention projections of the SD1.5 UNet and text encoder."""
    tensors, rank = {}, 2
    modules = [("lora_unet", unet("sd15/unet", 768)), ("lora_te", text_encoder("sd15/te", 768))]
    for prefix, root in modules:
        for key, module in root.named_modules():
            if key.split(".")[-1] in ("to_q", "to_k", "to_v", "q_proj", "k_proj", "v_proj"):
                pair = torch.nn.Sequential(
                    torch.nn.Linear(module.in_features, rank, False), torch.nn.Linear(rank, module.out_features, False)
                )
                name = f"{prefix}_{key.replace('.', '_')}"
                randomise(f"sd15/lora/{name}", pair)
                tensors[f"{name}.lora_down.weight"] = pair[0].weight.detach().contiguous()
                tensors[f"{name}.lora_up.weight"] = pair[1].weight.detach().contiguous()
                tensors[f"{name}.alpha"] = torch.tensor(float(rank))
    # one metadata entry only: safetensors writes several in a random order
    save_file(tensors, path, metadata={"ss_network_module": "networks.lora"})


def make_upscaler(path, scratch):
    net = randomise("upscaler", ESRGAN(in_nc=3, out_nc=3, num_filters=32, num_blocks=1, scale=4))
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, path)


MODELS = [
    # relative path, key, type, base, format, maker
    ("tiny-sd15", "tiny-sd15", "main", "sd-1", "diffusers", make_sd15),
    ("tiny-sdxl", "tiny-sdxl", "main", "sdxl", "diffusers", make_sdxl),
    ("tiny-controlnet", "tiny-controlnet", "controlnet", "sd-1", "diffusers", make_controlnet),
    ("tiny-lora.safetensors", "tiny-lora", "lora", "sd-1", "lycoris", make_lora),
    ("tiny-upscaler-x4.safetensors", "tiny-upscaler", "spandrel_image_to_image", "any", "checkpoint", make_upscaler),
]


def fingerprint(path):
    """sha256 of a file, or of the sorted 'sha256  relative/path' lines of a folder; and the size in bytes."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    files = sorted(p for p in path.rglob("*") if p.is_file())
    lines = "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(path).as_posix()}\n" for p in files)
    return hashlib.sha256(lines.encode()).hexdigest(), sum(p.stat().st_size for p in files)


def main(argv):
    if len(argv) != 1 or argv[0].startswith("-"):
        sys.exit(__doc__)
    torch.set_num_threads(1)
    store = Path(argv[0])
    store.mkdir(parents=True, exist_ok=True)
    listing_file = store / "models.json"
    listing_file.unlink(missing_ok=True)  # it comes back last: where it is, the folder is whole
    scratch = store / ".scratch"
    listing = []
    for relative, key, kind, base, form, make in MODELS:
        path = store / relative
        if path.is_dir():
            shutil.rmtree(path)
        make(path, scratch)
        sha256, size = fingerprint(path)
        listing.append({"key": key, "name": key, "base": base, "type": kind, "format": form, "path": relative,
                        "sha256": sha256, "size": size})
        print(f"{size:>10}  {sha256[:16]}  {relative}")
    shutil.rmtree(scratch, ignore_errors=True)
    listing_file.write_text(json.dumps(listing, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
