"""The words of complaints, in Portuguese, without accents and in lower case.

Each stands for all words that begin with it: "quebr" finds quebrado, quebrada, quebraram. They were chosen by
reading the reviews of the public Olist data set.
"""


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


SENT_BACK = _phrases(
    """
    devolvido ao remet, devolvida ao remet, devolvido para, devolvido pel, foi devolvid, produto
    retornou, retornou ao, retornou para, voltou, ja tinham devolvido
    """
)

ADDRESS = _phrases(
    """
    endereco, outra cidade, outro estado, casa errada
    """
)

LOST = _phrases(
    """
    extravi, roubad, roubo, perdid, parado, consta como entregue, consta entregue, dado como
    entregue, consta que foi entregue
    """
)

TRACKING = _phrases(
    """
    rastre, codigo de
    """
)

NEVER_CAME = _phrases(
    """
    nao recebi, nao recebemos, nao recebeu, nunca recebi, nem recebi, n recebi, nao chegou, nao
    chegaram, nao chega, nem chegou, nunca chegou, nunca chegaram, nao foi entregue, nao foram
    entregue, nao entreg, nao me entreg, nao veio, nao vieram, nao enviaram, nao me enviaram, nao
    foi enviado, naorecebi, nada chegou, ainda nao chego, nao tive o produto, ainda nao entreg, sem
    receber, estou aguardando, continuo aguardando, esperando, cade, no aguardo, entrega nao
    realizada
    """
)

FAKE = _phrases(
    """
    fals, replica, pirat, imitacao, paralel, nao e original, nao sao origina, nao original, nao era
    original, nao e o original, nao sao as origina
    """
)

MISSING_PART = _phrases(
    """
    faltando, faltou, faltado, so recebe, so me envi, so me mand, somente foi, falto, falta de um,
    falta um, falta o, falta a, esta em falta, ficou falta, incomplet, recebi so, so recebi,
    recebemos so, recebi somente, somente recebi, recebi apenas, apenas recebi, recebi 1, recebi um
    dos, recebi parte, so veio, veio so, veio apenas, veio somente, so chegou, chegou so, chegou
    apenas, chegou somente, so entregaram, so foi entregue, entregue apenas, entregue somente,
    entregaram apenas, entregaram so, foi entregue so, apenas um, apenas 1, apenas 2, somente um,
    somente 1, so um, so uma, so 1, um dos produtos, outro nao, outra nao, o outro ainda, restante,
    metade, quantidade, caixa vazia, veio sem, sem o manual, sem os parafusos
    """
)

OTHER_THAN_ORDERED = _phrases(
    """
    errad, trocad, diferente, differente, incorret, especificac, medidas, nao parec, nem se parec,
    outro produto, outra cor, outro modelo, outra marca, recebi outr, recibie outro, veio outr,
    enviaram outr, mandaram outr, foi entregue outro, nao corresponde, nao condiz, nao confere, nao
    tem nada a ver, nao era o que, nao e o que, nao foi o que, nao e igual, nao e o mesmo,
    propaganda enganosa, menor que, menor do que, muito pequen, tamanho, nao serve, nao serviu,
    incompativel, nao e compativel, nao esta de acordo, anuncio, anunciad, na foto, da foto, imagem,
    imagens, na descricao, a descricao, no lugar d, em vez d, cor, usado
    """
)

DAMAGED = _phrases(
    """
    quebr, avaria, danific, rasg, amass, rachad, rachand, trincad, riscad, arranhad, violad, molhad,
    manchad, vaza, estourad, mal embalad, torto, torta
    """
)

POOR_QUALITY = _phrases(
    """
    defeit, nao funcion, nao liga, nao carrega, nao reconhec, nao aceita, parou de, pessima
    qualidade, ma qualidade, baixa qualidade, qualidade inferior, qualidade ruim, qualidade pessima,
    qualidade muito, qualidade do produto, sem qualidade, nao presta, fragil, fraco, fraca, mal
    acaba, mal feit, acabamento, lixo, porcaria, desbot, descol, muito fin, bem fin, mau acaba,
    falha, estrag, deixar de funcion, nao ta reconhec, produto horrivel, produtos horriveis, produto
    ruim, produto pessimo, pessimo produto, vencid, validade, cheiro
    """
)

NOTHING_HERE = _phrases(
    """
    cade, nao entrega, ainda nao, ate agora nada, ate o momento nao, nada ainda
    """
)

GIVE_BACK = _phrases(
    """
    arrepend, nao gostei, desist, devolu, devolver, trocar, a troca, nao quero, cancel, estorno,
    reembols, ressarc, dinheiro de volta
    """
)
