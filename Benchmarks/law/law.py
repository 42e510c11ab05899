"""Executable law: input_tokens of a Claude Messages request, old (v3) and new (v4.7/v4.8) families in one place.

predict(request, model, date=None, betas=()) -> (tokens, lower, upper, label, parts)
  request  body as sent (Messages, Bedrock invoke, Vertex, Foundry, count_tokens; Bedrock Converse is converted)
  model    the model id (for Bedrock/Vertex: from the URL)
  date     'YYYY-MM-DD' = --as-of; None = the catalogue's date (AS_OF); a tuple (from, to) when only a range is known
  betas    list of anthropic-beta values; None when the headers are not known
  label    'exact' | 'modelled' | 'assumed'; parts = [[path, tokens], ...], sum of parts = tokens
All constants live in MODELS (one entry a model) and SHARED.
"""
import base64, copy, functools, io, json, math, re, struct
from tiling_v3 import T as _T3, TN as _TN3          # v3: T = after a frame that ends in <bow>; TN = no pending <bow>
from ctok.main import _model, _family
from ctok.engine import tile

AS_OF = '2026-11-21'
P = 'an' + 'tml:'
@functools.lru_cache(300000)
def _raw(v, text): return tile(text, _model(_family(v)))[0] if text else 0
@functools.lru_cache(4)
def _unframed(v):
    m = copy.copy(_model(_family(v))); m.frame_bow = False
    return m
# What stands between two tags: no pending <bow> before it, and newlines at its end do not join those of the frame.
def _inner(v, text):
    body = text.rstrip('\n')
    return (tile(body, _unframed(v))[0] if body else 0) + (1 if len(body) < len(text) else 0)

# ------------------------------------------------------------------------------------------------ constants
def _tp(auto, any, tool, auto_dis, any_dis, tool_dis): return dict(auto=auto, any=any, tool=tool, auto_dis=auto_dis, any_dis=any_dis, tool_dis=tool_dis)
_C3H = _tp(257, 348, 350, 259, 349, 351)
_C35 = _tp(306, 307, 309, 281, 308, 310)
_C4  = _tp(306, 308, 310, 281, 265, 267)
_C45 = _tp(489, 581, 583, 281, 582, 584)
_C46 = _tp(490, 582, 584, 282, 583, 585)
_SRV_OLD = {'bash_20250124': 244, 'text_editor_20250728': 745, 'text_editor_20250124': 711, 'computer_20250124': 1320, 'computer_20251124': 1326,
            'memory_20250818': 1069, 'tool_search_tool_bm25_20251119': 188, 'tool_search_tool_regex_20251119': 213, 'web_fetch_20250910': 525, 'web_search_20250305': 1710}
_SRV_NEW = {'web_fetch_20250910': 760, 'web_search_20250305': 2440, 'advisor_20260301': 752, 'tool_search_tool_bm25_20251119': 264, 'bash_20250124': 325}
def _old(gen, tool_prompt, **k):
    o = dict(family='v3', gen=gen, frame=4, turn=3, measured=True, tool_prompt=tool_prompt, tool_json_ascii=gen != 'c46',
             system_strip=gen == 'c3', system_break=gen == 'c46', keep_thinking=False, tool_prompt_guess=[], tool_prompt_beta=['', 0], effort={}, pdf_pages=True,
             thinking_enabled=28 if gen == 'c46' else 29, thinking_enabled_before=28, thinking_switch='2025-11-18', thinking_window=['2025-11-03', '2025-11-24'], thinking_join=gen != 'c46',
             interleaved_prompt=148 if gen == 'c4' else 0, thinking_block=7, thinking_block_full=7, adaptive=0,
             structured=81, image=dict(edge=1568, cap=1568, unit=28, extra=3), server_tools=_SRV_OLD,
             doc=dict(text=30, bedrock_text=25, cited_text=36, cited_content=28, cited_pdf=4, context=15, pdf=35, title=11, citations=478, citation_chunk=17, citation_block=13),
             result_end_auto=0 if gen == 'c3' else 1, result_end_forced=1 if gen == 'c3' else 0, text_before_call=0, web_fetch_result=63, uses_left_note=15, search_result=80)
    o.update(k); return o
def _new(family, D, **k):
    v47 = family == 'v4.7'
    o = dict(family=family, gen='n47' if v47 else 'n48', frame=1 if v47 else 2, turn=dict(user=4, assistant=6, system=5) if v47 else dict(user=2, assistant=2, system=2),
             measured=True, documented_tool_prompt=D, tool_prompt=_tp(D - 9, D - 9 + (129 if v47 else 120), D - 9 + (131 if v47 else 122), D - 9, D - 9 + (129 if v47 else 120), D - 9 + (131 if v47 else 122)),
             call_result=16 if v47 else 5, text_before_call=1, thinking_before_call=0 if v47 else 1, call_opens=1 if v47 else 0, tagged=v47, several=24 if v47 else 6, text_after=9 if v47 else 2, hidden=(15, 2.74) if v47 else (1, 2.7), structured=119 if v47 else 120, deferred=93, task_budget=33,
             image=dict(edge=2576, cap=4784, unit=28, extra=3 if v47 else 2), image_joint=0 if v47 else 1, result_frame=6 if v47 else 0, image_in_result=18 if v47 else 10, thinking_factor=2 if v47 else 1,
             server_tools=_SRV_NEW, doc=dict(text=39, cited_text=761, cited_content=752, pdf_page=1568, pdf=10, title=13), tool_reference=12, tool_addition=42, tool_removal=22)
    o.update(k); return o
MODELS = {
    'claude-3-haiku': _old('c3', _C3H, tool_prompt_guess=['tool_dis'], pdf_pages=False), 'claude-3-5-haiku': _old('c3', _C3H, tool_prompt_guess=['tool_dis'], image=dict(edge=1568, cap=1568, unit=56, extra=3)),
    'claude-3-sonnet': _old('c3', _tp(152, 243, 245, 154, 244, 246), tool_prompt_guess=['any', 'auto_dis', 'any_dis', 'tool_dis'], pdf_pages=False),
    'claude-3-opus': _old('c3', _tp(526, 289, 291, 528, 290, 292), tool_prompt_guess=['auto_dis', 'any_dis', 'tool_dis'], tool_prompt_beta=['2024-05-30', 391], pdf_pages=False, text_before_call=-3),
    'claude-3-5-sonnet-june': _old('c3', _tp(287, 269, 271, 287, 270, 272), tool_prompt_guess=['any', 'auto_dis', 'any_dis', 'tool_dis']),
    'claude-3-5-sonnet': _old('c3', _C35, tool_prompt_guess=['auto_dis', 'any_dis', 'tool_dis']), 'claude-3-7-sonnet': _old('c3', _C35, tool_prompt_guess=['auto_dis', 'any_dis', 'tool_dis']),
    'claude-sonnet-4': _old('c4', _C4, tool_prompt_guess=['auto_dis', 'any_dis']), 'claude-opus-4': _old('c4', _C4, tool_prompt_guess=['auto_dis', 'any_dis']), 'claude-opus-4-1': _old('c4', _C4, tool_prompt_guess=['auto_dis', 'any_dis']),
    'claude-sonnet-4-5': _old('c4', _C45, tool_prompt_guess=['any_dis']), 'claude-haiku-4-5': _old('c4', _C45, tool_prompt_guess=['any_dis']), 'claude-opus-4-5': _old('c4', _C45, tool_prompt_guess=['any_dis'], keep_thinking=True, effort={'low': 101, 'medium': 0, 'high': 0}),
    'claude-sonnet-4-6': _old('c46', _C46, tool_prompt_guess=['auto_dis', 'any_dis', 'tool_dis'], keep_thinking=True), 'claude-opus-4-6': _old('c46', _C46, tool_prompt_guess=['auto_dis', 'any_dis', 'tool_dis'], keep_thinking=True, adaptive=17),
    'claude-opus-4-7': _new('v4.7', 675), 'claude-opus-4-8': _new('v4.8', 290, server_tools=dict(_SRV_NEW, web_search_20250305=2425)),
    'claude-sonnet-5': _new('v4.8', 354), 'claude-fable-5': _new('v4.8', 290), 'claude-opus-5': _new('v4.8', 286, trailing_whitespace_free=True),
    'claude-mythos-5': _new('v4.8', 290, measured=False),
    'claude-opus-5-5': _new('v4.8', 286, frame=4, measured=False), 'claude-haiku-5-5': _new('v4.8', 286, frame=4, measured=False),
    'claude-sonnet-5-5': _new('v4.8', 286, frame=4, measured=False),
    'claude-fable-5-1': _new('v4.8', 290, frame=4, measured=False), 'claude-mythos-5-1': _new('v4.8', 290, frame=4, measured=False),
    'claude-fable-5-2': _new('v4.8', 290, frame=4, measured=False), 'claude-mythos-5-2': _new('v4.8', 290, frame=4, measured=False),
}
def model_key(model):
    """id -> (key in MODELS, known?). Strips ARNs, provider and region prefixes, dates and version suffixes."""
    m = (model or '').lower().split('/')[-1]
    m = re.sub(r'^(us-gov|us|eu|global|apac|jp|au)\.', '', m).replace('anthropic.', '').replace('databricks-', '')
    june = '20240620' in m
    m = re.sub(r'[-@](latest|20\d{6}|default).*$', '', m)
    m = re.sub(r'(-v\d+)?(:\d+)?$', '', m); m = re.sub(r'-0$', '', m)
    m = m.replace('.', '-')
    mm = re.match(r'^claude-(\d+(?:-\d+)?)-(opus|sonnet|haiku)$', m)
    if mm and not mm[1].startswith('3'): m = 'claude-%s-%s' % (mm[2], mm[1])
    if m == 'claude-3-5-sonnet' and june: m = 'claude-3-5-sonnet-june'
    return m, m in MODELS

# ------------------------------------------------------------------------------------------------ images
def image_size(b):
    try:
        if b[:8] == b'\x89PNG\r\n\x1a\n': return struct.unpack('>II', b[16:24])
        if b[:3] == b'GIF': return struct.unpack('<HH', b[6:10])
        if b[:4] == b'RIFF' and b[8:12] == b'WEBP':
            k = b[12:16]
            if k == b'VP8X': return 1 + int.from_bytes(b[24:27], 'little'), 1 + int.from_bytes(b[27:30], 'little')
            if k == b'VP8 ': w, h = struct.unpack('<HH', b[26:30]); return w & 0x3fff, h & 0x3fff
            if k == b'VP8L': n = int.from_bytes(b[21:25], 'little'); return (n & 0x3fff) + 1, ((n >> 14) & 0x3fff) + 1
        if b[:2] == b'\xff\xd8':
            i = 2
            while i + 9 < len(b):
                if b[i] != 0xff: i += 1; continue
                mk = b[i + 1]
                if mk in (0xd8, 0x01) or 0xd0 <= mk <= 0xd7: i += 2; continue
                if mk == 0xff: i += 1; continue
                L = struct.unpack('>H', b[i + 2:i + 4])[0]
                if 0xc0 <= mk <= 0xcf and mk not in (0xc4, 0xc8, 0xcc): h, w = struct.unpack('>HH', b[i + 5:i + 9]); return w, h
                i += 2 + L
    except Exception: pass
    return None
def _grid(w, h, unit): return -(-w // unit) * -(-h // unit)
def image_tokens(w, h, c):
    I = c['image']; E, CAP = I['edge'], I['cap']
    fits = lambda w, h: math.ceil(w / 28) * 28 <= E and math.ceil(h / 28) * 28 <= E and _grid(w, h, 28) <= CAP
    if not fits(w, h):
        sw = h > w
        if sw: w, h = h, w
        ar = w / h; lo, hi = 1, w
        while hi - lo > 1:
            mid = (lo + hi) // 2
            if fits(mid, max(round(mid / ar), 1)): lo = mid
            else: hi = mid
        w, h = lo, max(round(lo / ar), 1)
        if sw: w, h = h, w
    return _grid(w, h, I['unit']) * (I['unit'] // 28) ** 2 + I['extra']

# ------------------------------------------------------------------------------------------------ decoding
def J(o, ascii=False, **k): return json.dumps(o, ensure_ascii=ascii, **k)
def _val(v): return v if isinstance(v, str) else J(v, ascii=True)
def blocks(c):
    if c is None: return []
    if isinstance(c, str): return [{'type': 'text', 'text': c}]
    if isinstance(c, dict): return [c]
    return [{'type': 'text', 'text': b} if isinstance(b, str) else b for b in c]
def is_converse(q):
    if any(k in q for k in ('toolConfig', 'inferenceConfig', 'additionalModelRequestFields', 'guardrailConfig', 'outputConfig')): return True
    for m in q.get('messages') or []:
        if not isinstance(m, dict): continue
        c = m.get('content')
        if isinstance(c, list) and c and isinstance(c[0], dict): return 'type' not in c[0]
    return False
def from_converse(q):
    def blk(b):
        if 'text' in b: return {'type': 'text', 'text': b['text']}
        if 'toolUse' in b:
            t = b['toolUse']; return {'type': 'tool_use', 'id': t.get('toolUseId'), 'name': t['name'], 'input': t.get('input') or {}}
        if 'toolResult' in b:
            t = b['toolResult']
            r = {'type': 'tool_result', 'tool_use_id': t.get('toolUseId'), 'content': [{'type': 'text', 'text': J(x['json'])} if 'json' in x else blk(x) for x in t.get('content') or []]}
            if t.get('status') == 'error': r['is_error'] = True
            return r
        if 'image' in b: return {'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/' + b['image'].get('format', 'png'), 'data': (b['image'].get('source') or {}).get('bytes')}}
        if 'document' in b:
            x = b['document']; s = x.get('source') or {}; d = {'type': 'document', 'title': x.get('name'), 'bedrock': True}
            if 'text' in s: d['source'] = {'type': 'text', 'data': s['text']}
            elif 'content' in s: d['source'] = {'type': 'content', 'content': [{'type': 'text', 'text': y.get('text', '')} for y in s['content']]}
            elif 'bytes' in s: d['source'] = {'type': 'base64', 'media_type': 'application/pdf' if x.get('format') == 'pdf' else 'text/plain', 'data': s['bytes']}
            else: d['source'] = {'type': 'url'}
            for k in ('context', 'citations'):
                if x.get(k): d[k] = x[k]
            return d
        if 'reasoningContent' in b:
            rc = b['reasoningContent']
            if 'reasoningText' in rc: return {'type': 'thinking', 'thinking': rc['reasoningText'].get('text', ''), 'signature': rc['reasoningText'].get('signature', '')}
            return {'type': 'redacted_thinking', 'data': rc.get('redactedContent', '')}
        if 'citationsContent' in b: return {'type': 'text', 'text': ''.join(y.get('text', '') for y in b['citationsContent'].get('content') or []), 'citations': b['citationsContent'].get('citations')}
        if 'cachePoint' in b: return None
        if 'guardContent' in b: return {'type': 'text', 'text': ((b['guardContent'].get('text') or {}).get('text', ''))}
        return {'type': '?' + ','.join(b)}
    o = {'messages': [{'role': m['role'], 'content': [y for y in (blk(x) for x in blocks(m['content'])) if y]} for m in q.get('messages') or []]}
    if q.get('system'): o['system'] = [{'type': 'text', 'text': b['text']} for b in q['system'] if 'text' in b]
    tcg = q.get('toolConfig') or {}
    if tcg.get('tools'):
        o['tools'] = []
        for t in tcg['tools']:
            if 'toolSpec' in t:
                s = t['toolSpec']; d = {'name': s['name'], 'input_schema': (s.get('inputSchema') or {}).get('json', {})}
                for k in ('description', 'strict'):
                    if k in s: d[k] = s[k]
                o['tools'].append(d)
            elif 'cachePoint' in t: pass
            else: o['tools'].append({'type': '?' + ','.join(t), 'name': '?'})
        c = tcg.get('toolChoice')
        if c:
            k = list(c)[0]; o['tool_choice'] = {'type': k}
            if k == 'tool': o['tool_choice']['name'] = c[k]['name']
    o.update(q.get('additionalModelRequestFields') or {})
    if q.get('outputConfig'):
        try: o['output_config'] = {'format': {'type': 'json_schema', 'schema': json.loads(q['outputConfig']['textFormat']['structure']['jsonSchema']['schema'])}}
        except Exception: pass
    return o

class Acc:
    """parts with bounds; label is the worst seen"""
    def __init__(s): s.parts = []; s.lo = s.hi = 0; s.label = 'exact'; s.why = []
    def add(s, path, n, lo=0, hi=0):
        s.parts.append([path, n]); s.lo += n - lo; s.hi += n + hi
    def weak(s, label, why, lo=0, hi=0):
        s.lo -= lo; s.hi += hi; s.why.append(why)
        if ['exact', 'modelled', 'assumed'].index(label) > ['exact', 'modelled', 'assumed'].index(s.label): s.label = label

# ------------------------------------------------------------------------------------------------ old family (v3)
def T(x): return _T3(x)
def TN(x): return _TN3(x)
def pdf_pages(b):
    try:
        import pypdfium2
        d = pypdfium2.PdfDocument(b); out = []
        for i in range(len(d)):
            p = d[i]; out.append((*p.get_size(), p.get_textpage().get_text_bounded().replace('\r\n', '\n')))
        return out
    except Exception: return None
def tool_json(t, ascii):
    o = {'name': t.get('name'), 'parameters': t.get('input_schema')}
    if t.get('description'): o['description'] = t['description']
    return J(o, ascii, sort_keys=True)
def functions_text(tools, ascii): return '<functions>\n' + ''.join('<function>' + tool_json(t, ascii) + '</function>\n' for t in tools) + '</functions>'
def invoke_text(u):
    o = '<' + P + 'invoke name="%s">\n' % u.get('name', ''); inp = u.get('input')
    for k, v in (inp.items() if isinstance(inp, dict) else ()): o += '<' + P + 'parameter name="%s">%s' % (k, _val(v)) + '</' + P + 'parameter>\n'
    return o + '</' + P + 'invoke>'
def cite_text(b):
    """text of an earlier answer with citations: wrapped; the index's digits do not matter for the price (up to 3 digits)"""
    return '<' + P + 'cite index="0-0">' + (b.get('text') or '') + '</' + P + 'cite>'
def calls_text(us): return '<' + P + 'function_calls>\n' + ''.join(invoke_text(u) + '\n' for u in us) + '</' + P + 'function_calls>'
def sys_text(q):
    s = q.get('system')
    if not s: return ''
    if isinstance(s, dict): s = [s]
    bs = [{'text': s}] if isinstance(s, str) else s
    return ''.join(t for t in ((b if isinstance(b, str) else b.get('text') or '') for b in bs) if not t.startswith('x-anthropic-billing-header'))
def is_custom(t): return isinstance(t, dict) and t.get('type') in (None, 'custom') and 'input_schema' in t
FREE_TOOL_FIELDS = {'name', 'description', 'input_schema', 'type', 'cache_control', 'strict', 'eager_input_streaming', 'defer_loading', 'input_examples', 'allowed_callers'}
PAGE = {'letter': (34, 45), 'a4': (33, 47)}
def page_tokens(w, h, c):
    if h and w and h >= w and abs(h / w - 792 / 612) < 0.004: g = PAGE['letter']
    elif h and w and h >= w and abs(h / w - 842 / 595) < 0.006: g = PAGE['a4']
    else: return image_tokens(round(w * 3), round(h * 3), c)
    if c['image']['unit'] == 56: g = (34, 46)
    return g[0] * g[1] + 3
def chunks(text): return max(1, len([x for x in re.split(r'(?<=[.!?])\s+', text.strip()) if x]))
DOPEN, DCLOSE = '<document>', '</document>'
def sentences(t): return [x for x in re.findall(r'.*?(?:[.!?](?=\s)\s*|$)', t, re.S) if x]      # a sentence keeps the white space after it
def cited_chunks(cs, doc=0, start=0): return ''.join('<' + P + 'x index="%d-%d">%s</' % (doc, start + i, c) + P + 'x>' for i, c in enumerate(cs))

def thinking_cost(c, date):
    """(tokens, lo, hi) of thinking:{type:enabled} less the join token"""
    a, b = c['thinking_enabled_before'], c['thinking_enabled']
    if isinstance(date, tuple):
        x = [a if d < c['thinking_switch'] else b for d in date]
        w0, w1 = c['thinking_window']
        mid = midpoint(*date); n = a if mid < c['thinking_switch'] else b
        if date[1] <= w0: return a, 0, 0
        if date[0] >= w1: return b, 0, 0
        return n, n - a, b - n
    n = a if date < c['thinking_switch'] else b
    inside = c['thinking_window'][0] <= date < c['thinking_window'][1]
    return n, (n - a if inside else 0), (b - n if inside else 0)
def midpoint(a, b):
    import datetime
    A, B = datetime.date.fromisoformat(a), datetime.date.fromisoformat(b)
    return str(A + (B - A) // 2)

class UserRun:
    """text of one user turn: adjacent text (and document markup) is one string; text after an image starts with a blank line"""
    def __init__(s, p, c, path, start=True): s.p, s.c, s.path, s.x, s.aft, s.any, s.res = p, c, path, '', False, False, False
    def text(s, t): s.x += t
    def flush(s):
        if s.x: s.p.add(s.path + '/text', TN('\n\n' + s.x) if s.aft else TN(s.x) if s.res else T(s.x)); s.any = True
        s.x = ''; s.aft = s.res = False
    def resume(s, t): s.flush(); s.x = t; s.aft = False; s.res = True     # text that continues after hidden content
    def media(s, name, n, lo=0, hi=0): s.flush(); s.p.add(s.path + '/' + name, n, lo, hi); s.any = True; s.aft = True

def image_bytes(src):
    d = src.get('data')
    if not d: return None
    try: return base64.b64decode(d) if isinstance(d, str) else d
    except Exception: return None
def old_image(p, b, c, add):
    src = b.get('source') or {}; raw = image_bytes(src); wh = image_size(raw) if raw else None
    if wh: add('image', image_tokens(wh[0], wh[1], c)); return True
    add('image', 0, 0, c['image']['cap'] + 3); p.weak('assumed', 'image without data'); return False
def old_document(p, b, c, run, first, key):
    """appends a document to a UserRun"""
    D = c['doc']; src = b.get('source') or {}; ty = src.get('type'); data = src.get('data'); cited = bool((b.get('citations') or {}).get('enabled')); n = 1; title = b.get('title')
    head = ''
    path = run.path
    raw = None
    if ty == 'base64' and data:
        try: raw = base64.b64decode(data) if isinstance(data, str) else data
        except Exception: raw = None
        if raw is not None and not raw.startswith(b'%PDF'): ty = 'text'; data = raw.decode('utf8', 'replace')
    pre = '\n\n' if c['gen'] == 'c46' else ''
    if raw is not None and ty == 'base64' and not c['pdf_pages']:        # Claude 3: text only
        pg = pdf_pages(raw) or []; ty = 'text'; data = '\n'.join(x for _, _, x in pg); p.weak('modelled', 'pdf as text', 10, 10)
    if ty == 'text' or ty == 'content':
        cs = [y.get('text', '') for y in blocks(src.get('content'))] if ty == 'content' else [data or '']
        txt = ''.join(cs)
        if ty == 'content': p.weak('modelled', 'document of content blocks', 2 if cited else 10, 2 if cited else 10)
        else: cs = sentences(txt)
        if cited: run.text(pre + DOPEN + cited_chunks(cs) + DCLOSE); k = len(cs)
        else: run.text('\n\n' + DOPEN + txt + DCLOSE); k = 1
        p.add(path + '/document', D['cited_content' if ty == 'content' else 'cited_text'] if cited else D['bedrock_text'] if b.get('bedrock') else D['text'])
        if not cited: p.weak('modelled', 'text document', 2, 2)
    elif ty == 'base64' and raw is not None:
        pg = pdf_pages(raw)
        if pg is None: p.add(path + '/document', 0, 0, 10000); p.weak('assumed', 'pdf not readable'); return
        run.text(pre + DOPEN); run.flush(); k = 0; tt = 0
        for w, h, x in pg:
            if cited: cs = sentences(x); x = cited_chunks(cs, 0, k); k += len(cs)
            n = T(x) if x.strip() else 0; tt += n
            run.media('pdf page', page_tokens(w, h, c), page_tokens(w, h, c) if b.get('bedrock') and not cited else 0); p.add(path + '/pdf text', n, n + 40 if b.get('bedrock') and not cited else 0)
        p.add(path + '/document', D['pdf'] + (D['cited_pdf'] if cited else 0)); p.weak('modelled', 'cited pdf' if cited else 'pdf', 4 + tt // 50, 4 + tt // 50)
        run.resume(DCLOSE)
    else:
        p.add(path + '/document', 0, 0, 5000); p.weak('assumed', 'document ' + str(ty)); return
    if title: p.add(path + '/document title', D['title'] + T(title))
    if b.get('context'): p.add(path + '/document context', D['context'] + T(b['context'])); p.weak('modelled', 'document context', 3, 3)
    if cited: p.add(path + '/citations', D['citations'] if first else 0)

def result_blocks(c, texts_only=False): return blocks(c)
def has_billing_header(q):
    return isinstance(q.get('system'), list) and any(isinstance(b, dict) and (b.get('text') or '').startswith('x-anthropic-billing-header') for b in q['system'])
def predict_old(q, key, c, date, betas):
    p = Acc(); g = c['gen']; asc = c['tool_json_ascii']
    interleaved = betas is not None and any('interleaved-thinking' in b for b in betas); guessed = False
    if betas is None and has_billing_header(q) and c['interleaved_prompt']: interleaved = guessed = True     # Claude Code and its agent SDK send the beta
    s = sys_text(q); tools = [t for t in (q.get('tools') or [])]
    if c['system_strip']: s = s.strip()
    tc = q.get('tool_choice') or {}
    if isinstance(tc, str): tc = {'type': tc}
    ty = tc.get('type') or 'auto'; forced = bool(tools) and ty in ('any', 'tool')
    if tools:
        plain = [t for t in tools if is_custom(t)]; other = [t for t in tools if not is_custom(t)]
        plain = [t for t in plain if not t.get('defer_loading')]
        ne = sum(len(t.get('input_examples') or []) for t in plain)
        if ne: p.add('tools/input_examples', 82 + 25 * (ne - 1), 25 * (ne - 1), 40 * ne); p.weak('modelled', 'input_examples')
        if any(set(t) - FREE_TOOL_FIELDS for t in plain): p.weak('modelled', 'extra tool fields')
        for t in other:
            k = t.get('type') if isinstance(t, dict) else str(t)
            if k in c['server_tools']: p.add('tools/' + k, c['server_tools'][k]); p.weak('modelled', 'tool ' + k, 3, 90 if any(b.get('type') == 'tool_result' for m in q['messages'] for b in blocks(m['content'])) else 5)
            else: p.weak('assumed', 'tool ' + str(k), 0, 4000)
        K = c['tool_prompt']; dis = tc.get('disable_parallel_tool_use') and ty != 'none'
        kk = {'any': 'any', 'tool': 'tool'}.get(ty, 'auto') + ('_dis' if dis else ''); n = K[kk]; lo = hi = 0
        if kk in c['tool_prompt_guess']:
            p.weak('modelled', 'tool prompt guessed'); base = K[kk.split('_')[0]]
            lo, hi = (3 + max(0, n - 265), 3 + max(0, base - n)) if dis else (5, 20)
        if kk == 'auto' and isinstance(date, str) and date < c['tool_prompt_beta'][0]:
            hi = n - c['tool_prompt_beta'][1]; n = c['tool_prompt_beta'][1]; p.weak('modelled', 'tools beta of May 2024')
        p.add('tools/prompt', n, lo, hi)
        p.add('tools/definitions', TN(functions_text(plain, asc)) if plain else 7)
        if ty == 'tool': p.add('tools/forced name', TN('<invoke name="%s">' % tc.get('name', '')) - TN('<invoke name="add">') + 1)
        if s: p.add('system', TN('\n\n' + s))
    elif s: p.add('system', TN('\n\n' + s) if c['system_break'] else TN(s))
    M = []
    for i, mm in enumerate(q['messages']):
        bs = blocks(mm['content'])
        if M and M[-1][0] == mm['role']: M[-1][1].append({'type': '_join'}); M[-1][1].extend(bs)
        else: M.append([mm['role'], list(bs), i])
    p.add('frame', c['frame'] + c['turn'] * len(M))
    if M and M[0][0] == 'assistant': p.add('leading assistant turn', 12)
    if M and M[-1][0] == 'assistant': p.add('prefill', -3)
    names = {}; prev_res = False; cited = False
    tdefs = {t.get('name'): t for t in tools if isinstance(t, dict) and 'input_schema' in t}
    lastuser = max([k for k, (ro, bs, _) in enumerate(M) if ro == 'user' and any(b.get('type') not in ('tool_result', '_join') for b in bs)] + [-1])
    edits = {e.get('type'): e for e in ((q.get('context_management') or {}).get('edits') or [])}
    ct = edits.get('clear_thinking_20251015'); keepall = bool(ct) and ct.get('keep') == 'all'; clearthink = bool(ct) and not keepall
    th = q.get('thinking') or {}; th_on = th.get('type') in ('enabled', 'adaptive'); loop_thinking = loop_blocks = 0
    for mi, (ro, bs, idx) in enumerate(M):
        path = 'messages/%d' % idx
        if ro == 'assistant':
            first = True; thought = False; i = 0; n = len(bs)
            while i < n:
                t = bs[i].get('type')
                if t in ('text', '_join'):
                    x = ''
                    while i < n and bs[i].get('type') in ('text', '_join'):
                        if bs[i]['type'] == 'text': x += cite_text(bs[i]) if bs[i].get('citations') else bs[i].get('text') or ''
                        elif x and i + 1 < n and bs[i + 1].get('type') == 'text': x += '\n'
                        i += 1
                    if x: p.add(path + '/assistant text', T(x) + 1 if first and prev_res and g == 'c46' and x.startswith('\n') else TN('\n\n' + x) if first and prev_res else T(x)); first = False
                elif t == 'tool_use':
                    us = []
                    while i < n and bs[i].get('type') in ('tool_use', '_join'):
                        if bs[i]['type'] == 'tool_use': us.append(bs[i]); names[bs[i].get('id')] = bs[i].get('name', '')
                        i += 1
                    p.add(path + '/tool calls', TN(calls_text(us)))
                    if c['text_before_call'] and not first: p.add(path + '/text before call', c['text_before_call']); p.weak('modelled', 'text before call', 0, 3)
                    first = False
                elif t in ('thinking', 'redacted_thinking'):
                    cur = mi > lastuser; keep = keepall or (c['keep_thinking'] and not clearthink)
                    if th_on and (cur or keep):
                        if t == 'redacted_thinking':
                            d = len(bs[i].get('data') or ''); k = max(0, round((d * 3 / 4 - 120) / 3.6)); p.add(path + '/redacted thinking', k, k, 40 + k); p.weak('assumed', 'redacted thinking kept')
                        else:
                            nx = next((y.get('type') for y in bs[i + 1:] if y.get('type') != '_join'), None)
                            full = interleaved or th.get('type') == 'adaptive' or not cur
                            if cur: loop_thinking += 1; loop_blocks += 0 if full else 1
                            vis = bs[i].get('thinking') or ''; n8 = len(vis.encode('utf8', 'replace')); h = hidden_bytes(bs[i].get('signature')); lo = hi = 0
                            if g == 'c3' or (h is not None and n8 and 0 <= h - n8 <= 1): tt = T(vis)
                            elif h is not None and n8 == 0: tt = round(h / (3.7 if key == 'claude-opus-4-6' else 4.3)); lo, hi = 4 + tt // 3, 6 + round(h * .45); p.weak('modelled', 'thinking not in view')
                            elif h is not None: tt = round(T(vis) / n8 * h * (1.15 if h > 300 else 1)); lo, hi = 4 + tt // 3, 6 + tt // 3; p.weak('modelled', 'thinking summarised')
                            else: tt = T(vis); lo, hi = 2, 4 + round(tt * .4); p.weak('modelled', 'thinking without signature')
                            p.add(path + '/thinking', tt + c['thinking_block'] + (c['thinking_block_full'] if full else 0) + (1 if nx == 'text' or (prev_res and first and not thought) else 0), lo, hi); thought = True
                    i += 1
                elif t == 'server_tool_use' and bs[i].get('name') in ('web_fetch', 'tool_search_tool_bm25', 'tool_search_tool_regex'):
                    p.add(path + '/server call', TN(calls_text([bs[i]]))); p.weak('modelled', 'server call', 1, 2); first = False; i += 1
                elif t == 'tool_search_tool_result' and all(x.get('tool_name') in tdefs for x in (bs[i].get('content') or {}).get('tool_references') or []):
                    rs = (bs[i].get('content') or {}).get('tool_references') or []
                    p.add(path + '/tool search result', 14 + sum(8 + TN('<function>' + tool_json(tdefs[x['tool_name']], asc) + '</function>\n') for x in rs)); p.weak('modelled', 'tool search result', 3 + 3 * len(rs), 3 + 3 * len(rs)); first = prev_res = True; i += 1
                elif t == 'web_fetch_tool_result' and ((((bs[i].get('content') or {}).get('content') or {}).get('source') or {}).get('type')) == 'text':
                    d = bs[i]['content']['content']; txt = d['source'].get('data') or ''; k = T(txt) + T(d.get('title') or '') + c['web_fetch_result'] + (c['uses_left_note'] if any(isinstance(y, dict) and str(y.get('type')).startswith('web_fetch') and y.get('max_uses') for y in tools) else 0); n_ = chunks(txt)
                    if (d.get('citations') or {}).get('enabled'): k += (0 if cited else c['doc']['citations']) + T(cited_chunks(sentences(txt))) - T(txt); cited = True
                    p.add(path + '/web fetch result', k, 12 + n_, 12 + 2 * n_ + len(txt) // 400); p.weak('modelled', 'web fetch result'); first = prev_res = True; i += 1
                else:
                    p.weak('assumed', 'assistant block ' + str(t)); unknown_block(p, bs[i], path, T); i += 1
            prev_res = False
        else:
            res = [b for b in bs if b.get('type') == 'tool_result']
            for b in res:
                for x in blocks(b.get('content')):
                    if x.get('type') == 'search_result' and (x.get('citations') or {}).get('enabled') and not cited: p.add('citations', c['doc']['citations']); cited = True
                old_result(p, b, c, path, len(res) > 1, tdefs, asc, key)
            if len(res) > 1: p.add(path + '/several results', 7 + 16 * len(res) + sum(TN(names.get(b.get('tool_use_id'), '')) for b in res))
            rest = [b for b in bs if b.get('type') != 'tool_result']; run = UserRun(p, c, path)
            for k, b in enumerate(rest):
                t = b.get('type')
                if t == 'text': run.text(b.get('text') or '')
                elif t == '_join':
                    if run.x and k + 1 < len(rest) and rest[k - 1].get('type') == 'text': run.text('\n')
                elif t == 'image': old_image(p, b, c, run.media)
                elif t == 'document':
                    old_document(p, b, c, run, not cited, key); cited = cited or bool((b.get('citations') or {}).get('enabled'))
                elif t == 'search_result':
                    if (b.get('citations') or {}).get('enabled') and not cited: p.add('citations', c['doc']['citations']); cited = True
                    run.flush(); old_search_result(p, b, c, path); run.any = run.aft = True
                else: run.flush(); p.weak('assumed', 'user block ' + str(t)); unknown_block(p, b, path, T)
            run.flush()
            if res and run.any: p.add(path + '/after results', 6)
            prev_res = bool(res) and not run.any
    if prev_res: p.add('ends in result', c['result_end_forced'] if forced else c['result_end_auto'])
    nseg = (1 if tools else 0) + (1 if s else 0) + (1 if cited else 0)
    def join(): return 1 if (not c['thinking_join'] or nseg) else 0
    if th.get('type') == 'enabled':
        n, lo, hi = thinking_cost(c, date)
        if loop_blocks and n == c['thinking_enabled_before'] != c['thinking_enabled']: n += 1; lo, hi = 0, 0     # before the switch a replayed loop costs one more: the sum did not change
        p.add('thinking', n + join(), lo, hi); nseg += 1
        if lo or hi: p.weak('modelled', 'thinking date')
        if c['interleaved_prompt'] and tools:
            if interleaved:
                p.add('interleaved thinking', c['interleaved_prompt'])
                if guessed: p.weak('modelled', 'beta assumed (Claude Code)', c['interleaved_prompt'] + 21 + 7 * loop_thinking, 10)
            elif betas is None: p.weak('modelled', 'beta unknown', 0, c['interleaved_prompt'] + c['thinking_block_full'] * loop_thinking)
    if th.get('type') == 'adaptive' and g == 'c46':
        if c['adaptive'] and not forced: p.add('adaptive thinking', c['adaptive'], c['adaptive'], 0); p.weak('modelled', 'adaptive thinking')
        elif not c['adaptive']: p.weak('modelled', 'adaptive thinking on Sonnet 4.6', 0, 17)     # one record elsewhere had +17
    fmt = q.get('output_format') or (q.get('output_config') or {}).get('format')
    if fmt and isinstance(fmt.get('schema'), dict):
        j = join()
        if s and s.endswith('\n') and th.get('type') != 'enabled': j = 0
        p.add('structured output', c['structured'] + j + TN(json.dumps(fmt['schema'], indent=2)))
    ef = (q.get('output_config') or {}).get('effort')
    if ef and c['effort']:
        n = c['effort'].get(ef, 0); p.add('effort', n, n, max(c['effort'].values()) - n + 10); p.weak('modelled', 'effort')
    for k in ('mcp_servers', 'container'):
        if q.get(k): p.weak('assumed', k, 0, 2000)
    return p
def unknown_block(p, b, path, tile):
    n = tile(J(b)); p.add(path + '/' + str(b.get('type')), n // 2, n // 2, n * 2 + 300)
def old_search_result(p, x, c, path):
    txt = ''.join(y.get('text', '') for y in blocks(x.get('content'))); n = len(blocks(x.get('content')))
    p.add(path + '/search_result', T(txt) + T(x.get('title') or '') + T(x.get('source') or '') + c['search_result'] + c['doc']['citation_block'] * (n - 1), 4, 6)
    p.weak('modelled', 'search_result')
    if not (x.get('citations') or {}).get('enabled'): p.weak('modelled', 'search_result without citations', 50, 10)
def old_result(p, b, c, path, multi, tdefs, asc, key):
    bs = blocks(b.get('content')); txt = ''.join(x.get('text') or '' for x in bs if x.get('type') == 'text'); segs = [x for x in bs if x.get('type') != 'text']
    if segs:
        p.add(path + '/result frame', TN('<x></x>') + 2)
        for x in bs:
            t = x.get('type')
            if t == 'text': p.add(path + '/result text', TN('<x>' + (x.get('text') or '') + '</x>') + 1)
            elif t == 'tool_reference':
                d = tdefs.get(x.get('tool_name'))
                if d is None: p.weak('assumed', 'tool_reference to an unknown tool', 0, 500)
                else: p.add(path + '/tool_reference', TN('<function>' + tool_json(d, asc) + '</function>\n') + 9)
            elif t == 'image': old_image(p, x, c, lambda n, k, lo=0, hi=0: p.add(path + '/' + n, k, lo, hi)); p.add(path + '/media in result', 10)
            elif t == 'document':
                run = UserRun(p, c, path); old_document(p, x, c, run, True, key); run.flush(); p.add(path + '/media in result', (1 if len(bs) == 1 else 9) - (1 if (x.get('source') or {}).get('type') == 'text' else 0)); p.weak('modelled', 'document in result', 2, 2)
            elif t == 'search_result': old_search_result(p, x, c, path)
            else: p.weak('assumed', 'result block ' + str(t)); unknown_block(p, x, path, T)
        if multi and any(x.get('type') != 'search_result' for x in segs): p.add(path + '/media in one of several results', -8); p.weak('modelled', 'media in one of several results', 4, 8)
    else: p.add(path + '/result', TN('<x>' + txt + '</x>'))
    if not txt and not segs: p.add(path + '/empty result', 7 if multi else 15)
    if b.get('is_error') and not multi: p.add(path + '/error result', 8)

# ------------------------------------------------------------------------------------------------ new families (v4.7, v4.8)
def render_tool_new(t):
    d = {}
    if t.get('description'): d['description'] = t['description']
    d['name'] = t.get('name'); d['parameters'] = t.get('input_schema')
    return J(d, sort_keys=True)
def hidden_bytes(sig):
    """bytes of thinking behind a signature: protobuf field 2.5 of the base64 text less HIDDEN_OVERHEAD; None when unreadable"""
    if not sig: return None
    try: d = base64.b64decode(sig + '=' * (-len(sig) % 4))
    except Exception: return None
    def fields(b):
        i = 0; out = {}
        while i < len(b):
            k = sh = 0
            while True:
                ch = b[i]; i += 1; k |= (ch & 127) << sh; sh += 7
                if ch < 128: break
            if k & 7 == 2:
                l = sh = 0
                while True:
                    ch = b[i]; i += 1; l |= (ch & 127) << sh; sh += 7
                    if ch < 128: break
                out[k >> 3] = b[i:i + l]; i += l
            elif k & 7 == 0:
                while b[i] >= 128: i += 1
                i += 1
            else: break
        return out
    try: return max(0, len(fields(fields(d)[2])[5]) - HIDDEN_OVERHEAD)
    except Exception: return None
HIDDEN_OVERHEAD = 16
def predict_new(q, key, c, date, betas):
    p = Acc(); v = c['family'][1:]; R = lambda x: _raw(v, x); W = c['turn']
    st = sys_text(q)
    billing = any((b.get('text') or '').startswith('x-anthropic-billing-header') for b in (q.get('system') or []) if isinstance(b, dict))
    if billing: p.weak('modelled', 'billing header', 0, 60)
    if st.strip(): p.add('system', R('\n\n' + st) - (1 if v == '4.7' else 0))
    p.add('frame', c['frame'])
    tools = [t for t in (q.get('tools') or [])]
    custom = [t for t in tools if is_custom(t) and not t.get('defer_loading')]
    defs = {t.get('name'): '<function>' + render_tool_new(t) + '</function>\n' for t in tools if isinstance(t, dict) and t.get('input_schema') is not None}
    tc = q.get('tool_choice') or {}
    if isinstance(tc, str): tc = {'type': tc}
    ty = tc.get('type') or 'auto'
    if tools:
        if any(isinstance(t, dict) and t.get('defer_loading') for t in tools): p.add('tools/deferred note', c['deferred'])
        for t in tools:
            if is_custom(t) or t.get('defer_loading'): continue
            k = t.get('type')
            if k in c['server_tools']: p.add('tools/' + k, c['server_tools'][k]); p.weak('modelled', 'tool ' + k, 3, 5)
            else: p.weak('assumed', 'tool ' + str(k), 0, 5000)
        dis = tc.get('disable_parallel_tool_use') and ty != 'none'
        p.add('tools/prompt', c['tool_prompt'][{'any': 'any', 'tool': 'tool'}.get(ty, 'auto') + ('_dis' if dis else '')])
        if dis: p.weak('modelled', 'disable_parallel', 5, 5)
        p.add('tools/definitions', R('<functions>\n' + ''.join('<function>' + render_tool_new(t) + '</function>\n' for t in custom) + '</functions>\n'))
        if ty == 'tool': p.add('tools/forced name', R(tc.get('name') or ''))
        if ty == 'tool' and v == '4.7': p.weak('modelled', 'forced tool on 4.7', 3, 3)
        if any(set(t) - FREE_TOOL_FIELDS for t in custom): p.weak('modelled', 'extra tool fields')
        ne = sum(len(t.get('input_examples') or []) for t in custom)
        if ne: p.add('tools/input_examples', 82 + 25 * (ne - 1), 100, 100 * ne); p.weak('assumed', 'input_examples')
    f = ((q.get('output_config') or {}).get('format') or q.get('output_format') or {}).get('schema')
    if f is not None: p.add('structured output', c['structured'] + R(json.dumps(f, indent=2, ensure_ascii=False)))
    ms = q.get('messages') or []
    if not ms or ms[-1]['role'] != 'assistant': p.add('reply prompt', W['assistant'])
    tb = (q.get('output_config') or {}).get('task_budget')
    if tb: p.add('task budget', c['task_budget'] + R(str(tb.get('remaining', tb.get('total'))))); p.weak('modelled', 'task budget', 2, 2)
    turns = []
    for i, x in enumerate(ms):
        bs = blocks(x['content'])
        if turns and turns[-1][0] == x['role']: turns[-1][1].append({'type': 'JOIN'}); turns[-1][1].extend(bs)
        else: turns.append((x['role'], list(bs), i))
    names = {b.get('id'): b.get('name', '') for _, bs, _ in turns for b in bs if b.get('type') == 'tool_use'}; ended = False
    for role, bs, idx in turns:
        path = 'messages/%d' % idx
        p.add(path + '/role ' + role, W.get(role, W['user']))
        buf = []
        def flush(name='text'):
            if buf: p.add(path + '/' + name, R(''.join(buf))); buf.clear()
        nres = sum(b.get('type') == 'tool_result' for b in bs); CR = c['call_result']
        if nres > 1:
            p.add(path + '/several results', c['several'] + nres * 16 + sum(R(names.get(b.get('tool_use_id'), '')) for b in bs if b.get('type') == 'tool_result'))
        seen = None; begun = False; after = 0; ncall = 0; calls = []
        def close():
            if calls: p.add(path + '/tool calls', R('\n'.join(calls)) if not c['tagged'] else sum(R(x) for x in calls)); calls.clear()
        for b in bs:
            t = b.get('type')
            if t not in ('tool_use', 'JOIN'): close()
            if t == 'text':
                if after: p.add(path + '/text after result', c['text_after'] if after == 1 else 1); p.weak('modelled' if c['tagged'] else 'exact', 'text after result', 3 if c['tagged'] and after == 1 else 0, 1 if c['tagged'] and after == 1 else 0); after = 2
                buf.append(cite_text(b) if b.get('citations') and role == 'assistant' else b.get('text') or '')
                if b.get('text'): seen = 'text'; begun = True
            elif t == 'JOIN':
                if not calls: buf.append('\n\n')
            elif t == 'tool_use':
                joint = c['text_before_call'] if seen == 'text' else c['thinking_before_call'] if seen else c['call_opens'] if not begun and not ended else 0
                if joint: p.add(path + '/before call', joint)
                seen = None; begun = True; flush(); calls.append(invoke_text(b)); ncall += 1
            elif t == 'tool_result':
                flush()
                if nres == 1: p.add(path + '/call and result', CR)
                bb = blocks(b.get('content'))
                if all(x.get('type') == 'text' for x in bb):
                    x = ''.join(x.get('text') or '' for x in bb)
                    if nres > 1 or c['tagged']: p.add(path + '/result', _inner(v, '<x>' + x + '</x>'))
                    elif b.get('is_error'): p.add(path + '/result', _inner(v, '<error>' + x + '</error>'))
                    else: p.add(path + '/result', _inner(v, x))
                    if not x:
                        k = 11 if nres > 1 else 15 if c['tagged'] else 16
                        p.add(path + '/empty result', k, k, 8); p.weak('modelled', 'empty result')
                    if b.get('is_error') and c['tagged'] and nres == 1: p.add(path + '/error result', 8)
                    after = 1
                    continue
                p.add(path + '/result frame', c['result_frame'])
                for x in bb:
                    k = x.get('type')
                    if k == 'text': buf.append(x.get('text') or '')
                    elif k == 'image': flush('result'); new_image(p, x, c, path); p.add(path + '/image in result', c['image_in_result'], 9, 11); p.weak('modelled', 'image in result')
                    elif k == 'tool_reference' and x.get('tool_name') in defs: flush('result'); p.add(path + '/tool_reference', R(defs[x['tool_name']]) + c['tool_reference']); p.weak('modelled', 'tool_reference', 1, 1)
                    elif k == 'document': flush('result'); new_document(p, x, c, path, R); p.weak('modelled', 'document in result', 20, 20)
                    else: p.weak('assumed', 'result block ' + str(k)); unknown_block(p, x, path, R)
                flush('result')
                if b.get('is_error'): p.add(path + '/error result', 6, 6, 6); p.weak('modelled', 'is_error')
                after = 1
            elif t == 'image':
                flush(); new_image(p, b, c, path)
                at = bs.index(b)
                if not after: p.add(path + '/beside image', c['image_joint'] * sum(0 <= k < len(bs) and (bs[k].get('type') == 'document' or bool(bs[k].get('text'))) for k in (at - 1, at + 1)))
                if after: p.add(path + '/image after result', 1 + c['image_joint']); p.weak('modelled', 'image after result', 2, 3)
            elif t == 'thinking':
                h = hidden_bytes(b.get('signature')); vis = b.get('thinking') or ''; n8 = len(vis.encode('utf8', 'replace')); flush(); seen = 'thinking'; begun = True
                if h is None: k = R(vis); p.add(path + '/thinking', k, 0, 250 + 2 * k); p.weak('assumed', 'thinking without signature')
                elif n8 and 0 <= h - n8 <= 1: p.add(path + '/thinking', R(vis) + (15 if c['tagged'] else 2)); p.weak('modelled', 'thinking complete in view', 2, 2)
                else:
                    base, per = c['hidden']; k = round(h / per); p.add(path + '/thinking', base + k, 10 + k - round(h / 3.6), 10 + round(h / 1.8) - k); p.weak('modelled', 'thinking behind a signature')
            elif t == 'redacted_thinking':
                d = len(b.get('data') or ''); k = max(0, round((d * 3 / 4 - 120) / 2.7)); p.add(path + '/redacted thinking', k, k, 40 + k); p.weak('assumed', 'redacted thinking'); seen = 'thinking'; begun = True
            elif t == 'tool_addition' and (b.get('tool') or {}).get('name') in defs: flush(); p.add(path + '/tool_addition', R(defs[b['tool']['name']]) + c['tool_addition']); p.weak('modelled', 'tool_addition', 1, 1)
            elif t == 'tool_removal': flush(); p.add(path + '/tool_removal', R(b['tool']['name']) + c['tool_removal']); p.weak('modelled', 'tool_removal', 1, 1)
            elif t == 'document': flush(); new_document(p, b, c, path, R)
            elif t == 'server_tool_use': flush(); p.add(path + '/server call', R(invoke_text(b))); seen = 'text'; begun = True; p.weak('modelled', 'server call', 2, 5)
            elif t == 'tool_search_tool_result':
                flush(); p.add(path + '/server result', 7)
                for x in (b.get('content') or {}).get('tool_references') or []:
                    if x.get('tool_name') in defs: p.add(path + '/tool_reference', R(defs[x['tool_name']]) + c['tool_reference'])
            else: flush(); p.weak('assumed', role + ' block ' + str(t)); unknown_block(p, b, path, R)
        if c.get('trailing_whitespace_free') and role == 'user' and idx == turns[-1][2] and buf:
            x = ''.join(buf); y = x.rstrip(' \t\n\r')
            if x != y: p.weak('modelled', 'trailing white space', 0, 2); buf[:] = [y]
        flush()
        close()
        ended = nres > 0 and after != 2
        if ncall > 1 and key == 'claude-sonnet-5': p.weak('modelled', 'parallel calls', 2, 4)
    for k in ('mcp_servers', 'container'):
        if q.get(k): p.weak('assumed', k, 0, 3000)
    if not c['measured']: p.weak('assumed', 'model not measured', 3, 60)
    return p
def new_image(p, b, c, path):
    src = b.get('source') or {}; raw = image_bytes(src); wh = image_size(raw) if raw else None
    if wh: p.add(path + '/image', image_tokens(wh[0], wh[1], c))
    else: p.add(path + '/image', 0, 0, c['image']['cap'] + 3); p.weak('assumed', 'image without data')
def new_document(p, b, c, path, R):
    D = c['doc']; src = b.get('source') or {}; ty = src.get('type'); data = src.get('data'); cited = bool((b.get('citations') or {}).get('enabled')); raw = None
    if ty == 'base64' and data:
        try: raw = base64.b64decode(data) if isinstance(data, str) else data
        except Exception: pass
        if raw is not None and not raw.startswith(b'%PDF'): ty = 'text'; data = raw.decode('utf8', 'replace')
    if ty in ('text', 'content'):
        cs = [y.get('text', '') for y in blocks(src.get('content'))] if ty == 'content' else sentences(data or '') if cited else [data or '']
        p.add(path + '/document', (R(cited_chunks(cs)) if cited else R(''.join(cs))) + (D['cited_content' if ty == 'content' else 'cited_text'] if cited else D['text'])); p.weak('modelled', 'cited text document' if cited else 'text document', 2, 3)
    elif raw is not None:
        pg = pdf_pages(raw)
        if pg is None: p.weak('assumed', 'pdf not readable', 0, 5000); return
        tt = sum(R(x) for _, _, x in pg)
        p.add(path + '/pdf pages', D['pdf_page'] * len(pg), 0, (c['image']['cap'] - D['pdf_page']) * len(pg)); p.add(path + '/pdf text', tt + D['pdf'])
        if cited: p.add(path + '/citations', D['cited_text'])
        p.weak('modelled', 'pdf', 4 + tt // 50, 4 + tt // 50)
    else: p.weak('assumed', 'document ' + str(ty)); return
    for k in ('title', 'context'):
        if b.get(k): p.add(path + '/document ' + k, R(b[k]) + D['title']); p.weak('modelled', 'document ' + k, 5, 20)

def predict(request, model, date=None, betas=(), key_order_lost=False):
    q = from_converse(request) if is_converse(request) else request
    key, known = model_key(model); fallback = False
    if not known:
        fallback = True; key = 'claude-3-haiku' if re.match(r'claude-(v?[12]|instant)', key) else 'claude-opus-5'
    c = MODELS[key]
    if date is None: date = AS_OF
    if isinstance(request.get('anthropic_beta'), list): betas = list(betas or ()) + request['anthropic_beta']     # Bedrock and Vertex carry the header in the body
    p = (predict_old if c['family'] == 'v3' else predict_new)(q, key, c, date, betas)
    n = sum(x for _, x in p.parts)
    if key_order_lost and any(k == 'structured output' for k, _ in p.parts): p.weak('modelled', 'key order of the schema lost', 3, 3)
    if fallback: p.weak('assumed', 'unknown model', n // 3, n // 2 + 200)
    ed = [e.get('type') or '' for e in ((q.get('context_management') or {}).get('edits') or []) if isinstance(e, dict)]
    if any(e.startswith(('clear_tool_uses', 'compact')) for e in ed): p.weak('modelled', 'context edits may apply', n - n // 20, 0)
    if c['family'] == 'v3' and any(m.get('role') not in ('user', 'assistant') for m in q.get('messages') or []): p.weak('assumed', 'system turn on an old model', 5, 20)
    return n, max(0, p.lo), max(p.hi, n), p.label, p.parts, p.why
