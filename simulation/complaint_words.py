"""The words of complaints, in Portuguese, without accents and in lower case.

Each stands for everything that begins with it: "quebr" finds quebrado, quebrada, quebraram. A full stop ends
the word: "cor." finds cor (colour) and not correios (the post). They were chosen by reading the reviews of
the public Olist data set; what they catch there is in the funnel.
"""


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


NEVER_CAME = _phrases(
    """
    nao recebi, nao recebemos, nao recebeu, nunca recebi, nem recebi, n recebi, sem receber,
    nao chegou, nao chegaram, nao chega, nem chegou, nunca chegou, nunca chegaram, nada chegou,
    ainda nao chego, nao foi entregue, nao foram entregue, nao entreg, nao me entreg, ainda nao entreg,
    entrega nao realizada, nao veio, nao vieram, nao enviaram, nao me enviaram, nao foi enviado,
    nao tive o produto, estou aguardando, continuo aguardando, no aguardo, esperando, cade.
    """
)

SENT_BACK = _phrases(
    """
    devolvido ao remet, devolvida ao remet, devolvido para, devolvido pel, foi devolvid, ja tinham devolvido,
    produto retornou, retornou ao, retornou para, voltou
    """
)

ADDRESS = _phrases("endereco, outra cidade, outro estado, casa errada")

LOST = _phrases(
    """
    extravi, roubad, roubo, perdid, parado,
    consta como entregue, consta entregue, dado como entregue, consta que foi entregue
    """
)

TRACKING = _phrases("rastre, codigo de")

FAKE = _phrases(
    """
    fals, replica, pirat, imitacao, paralel, nao original,
    nao e original, nao e o original, nao era original, nao sao origina, nao sao as origina
    """
)

MISSING_PART = _phrases(
    """
    faltando, faltou, faltado, falto., falta de um, falta um, falta o, falta a., esta em falta, ficou falta,
    incomplet, recebi so, so recebi, so recebe, recebemos so, recebi somente, somente recebi, recebi apenas,
    apenas recebi, recebi 1, recebi um dos, recebi parte, so veio, veio so, veio apenas, veio somente,
    veio sem, so chegou, chegou so, chegou apenas, chegou somente, so entregaram, entregaram so,
    entregaram apenas, so foi entregue, foi entregue so, entregue apenas, entregue somente, somente foi,
    so me envi, so me mand, apenas um, apenas 1, apenas 2, somente um, somente 1, so um, so uma, so 1,
    um dos produtos, outro nao, outra nao, o outro ainda, restante, metade, quantidade, caixa vazia,
    sem o manual, sem os parafusos
    """
)

OTHER_THAN_ORDERED = _phrases(
    """
    errad, trocad, diferente, incorret, especificac, medidas, tamanho, nao parec, nem se parec,
    outro produto, outra cor, outro modelo, outra marca, recebi outr, veio outr, enviaram outr,
    mandaram outr, foi entregue outro, nao corresponde, nao condiz, nao confere, nao tem nada a ver,
    nao era o que, nao e o que, nao foi o que, nao e igual, nao e o mesmo, propaganda enganosa, menor que,
    menor do que, muito pequen, nao serve, nao serviu, incompativel, nao e compativel, nao esta de acordo,
    anuncio, anunciad, na foto, da foto, imagem, imagens, na descricao, a descricao, no lugar d, em vez d,
    cor., usado
    """
)

DAMAGED = _phrases(
    """
    quebr, avaria, danific, rasg, amass, rachad, rachand, trincad, riscad, arranhad, violad, molhad, manchad,
    vaza, estourad, mal embalad, torto, torta
    """
)

POOR_QUALITY = _phrases(
    """
    defeit, nao funcion, deixar de funcion, nao liga, nao carrega, nao reconhec, nao ta reconhec, nao aceita,
    parou de, pessima qualidade, ma qualidade, baixa qualidade, sem qualidade, qualidade inferior,
    qualidade ruim, qualidade pessima, qualidade muito, qualidade do produto, nao presta, fragil, fraco,
    fraca, mal acaba, mau acaba, mal feit, acabamento, lixo, porcaria, desbot, descol, muito fin, bem fin,
    falha, estrag, produto horrivel, produtos horriveis, produto ruim, produto pessimo, pessimo produto,
    vencid, validade, cheiro
    """
)

NOTHING_HERE = (
    *NEVER_CAME,
    *_phrases("nao entrega, ainda nao, ate agora nada, ate o momento nao, nada ainda"),
)

GIVE_BACK = _phrases(
    """
    arrepend, nao gostei, desist, devolu, devolver, trocar, a troca, nao quero, cancel, estorno, reembols,
    ressarc, dinheiro de volta
    """
)
