# Every word of the page in Japanese. en.ftl holds the same keys; tests compare the two.

notice = 研究および読影の補助のためのものです。医療機器ではなく、診断には用いません。
language_label = 言語
privacy = 画像はこの端末から出ません。何も送信されません。

## First sight and adding films.
drop_title = 胸部X線画像をここにドロップ
drop_title_compact = 画像を追加
drop_hint = またはクリックしてファイルを選択
drop_what = 画像を読影端末と同じように表示し、この端末の中で三つの小さなモデルが評価します。
drop_kinds = DICOM（拡張子の有無を問いません）、PNG、JPEG。ファイル、フォルダー、ZIP、DICOMDIR。
drop_veil = 離すと画像を追加します
choose_folder = フォルダーを選択
try_sample = 合成画像で試す
sample_missing = 見本の画像を、このページと同じ場所から取得できませんでした。

## The list.
films = 一覧
export = JSON
export_hint = 1行に1件のJSON。`negatoscope score --json` の出力と同じです
export_csv = CSV
export_csv_hint = 全画像の一覧表（表計算ソフト用）
search = 名前で検索
only_label = 表示する画像
order_label = 並び順
none_seen = 条件に合う画像はありません。
clear = 一覧からすべて外す
remove = この画像を一覧から外す
session = 一覧を次回まで残す
session_off = オフ：何も残りません
session_hint = 画像の写し、並び順、評価、エラーを、ここで消すまで、この端末のブラウザーの中に残します。他の人も使う端末では使わないでください。
session_elsewhere = 別のウィンドウが一覧を残しています
session_erase = すべて消去
session_erase_hint = 一覧からすべて外し、残したものもすべて消去します
session_full = このブラウザーには、次回のために一覧をこれ以上残せません。保存領域に空きがないか、使えない設定です。表示中のものは失われません。
stop = 停止
stop_hint = 待機中の画像は、再開するまで一覧に残ります
go_on = 再開
go_on_hint = 待機中の画像を読み込み、評価します
drop_waiting = 待機中を外す
drop_waiting_hint = 待機中の画像を一覧から外す
paused = 停止中
no_patient = 患者名なし
waiting = 待機中
archive = 書庫
reading = 読み込み中
scoring = 評価中
failed = 読み込めません
scored = 評価済み
detail = 技術的な詳細

## The gallery.
gallery = 一覧のギャラリー
gallery_what = 評価済みで胸部画像とみなされたもののうち、両端の10枚ずつです。押すとその画像を表示します。
gallery_by = 並べる値
gallery_none = まだ評価された画像がないか、この値を持つ画像がありません。
gallery_labels = ラベルを読み込む
by_anomaly = 正常画像との違い
by_abnormal = 異常の確率
by_vlb = 論文のモデルのVLB
by_loss = ラベルに対する損失
by_paper_loss = 論文のモデルの損失
row_alike = 正常画像に最も似たもの
row_unlike = 正常画像に最も似ていないもの
row_least_abnormal = 最も低いもの
row_most_abnormal = 最も高いもの
row_right = ラベルに最も近いもの
row_wrong = ラベルから最も遠いもの
labels_found = ラベル{ $labels }件、うち一覧にある画像{ $films }件。損失は交差エントロピー（nat）です。
labels_failed = このファイルにはラベルがありません（{ $detail }）。列 file と label（normal または abnormal）を持つCSVを選んでください。
label_abnormal = ラベル：異常
label_normal = ラベル：正常

## The film.
previous = 前の画像
next = 次の画像
invert = 白黒反転
inverted = 白黒反転
other_way_up = 表示のみ回転・左右反転しています。評価は元の向きの画像のものです
reset = 最初の表示に戻す（元のウィンドウ、全体表示）
overlay = 画像に重ねた図形
window = ウィンドウ
window_automatic = 画像の階調から
previous_frame = 前のフレーム
next_frame = 次のフレーム
in_doubt = 確認が必要です
lossy = 非可逆圧縮
film_failed = このファイルは画像として読み込めませんでした
no_picture = 画像を再び読み込めませんでした

## The report.
report = レポート
p_chest = 胸部画像
anomaly = 正常画像との違い
p_abnormal = 異常
probability = 確率
percentile = パーセンタイル
less_alike = 似ていない
more_alike = 似ている
unlike_limit = 99パーセンタイル
no_card = モデルカードを読み込めないため、モデルの評価について何も述べられません。
facts = ファイルの情報
details = 評価の詳細
shown_upside_down = P（上下逆）
shown_turned = P（90度回転）
shown_inverted = P（白黒逆）
shown_part = P（一部のみ）
anomaly_raw = 異常度（生の値）
log_odds = 対数オッズ（生の値）
computed_by = 計算
read_in = 読み込み時間
drawn_in = 描画時間
scored_in = 評価時間
weights = 重み
modality = モダリティ
view = 撮影方向
body_part = 撮影部位
size = 画素数
depth_label = ビット数
spacing = 画素間隔
photometric = 光度測定解釈
encoding = 符号化
transfer_syntax = 転送構文
frames_label = フレーム数
compression = 圧縮
not_scored = 評価していません
sop_instance = SOPインスタンス
not_given = 記載なし

## What the numbers depend on.
explanation = 根拠
explain = 何に基づく評価かを表示
explain_again = もう一度表示
explain_layer = 評価の根拠のマップ（画像に重ねて表示）
explain_other_film = ファイルが評価時と異なります。一覧から除き、もう一度追加してください。
explain_what = 画像に重ねるマップは二つあります。正常画像と異なる部位と、画像を少しずつ隠したときの異常の確率の変化です。数値が何に依存するかを示すもので、病変の位置を示すものではありません。
explain_beside = マップは作成できますが、もとになる数値はこの画像には当てはまりません。
explain_progress = { $percent } %
look_at_anomaly = マップ「正常画像との違い」で、どの部位の影響が大きいかを確認できます。
map_choice = マップ
map_disease = 異常
map_anomaly = 正常画像との違い
map_opacity = 濃さ
map_shown = マップを画像に重ねる（X）
map_limits = 数値に影響する部位に病変があるとは限らず、病変のある部位が数値に影響するとも限りません。正常画像12枚に陰影を描き込んだところ、「正常画像との違い」のマップは9枚で陰影の位置が最大となり、「異常」のマップは1枚で、偶然と同程度でした。実際の病変はさらに淡いものです。
unit_changes = その部位による異常の対数オッズの変化（較正後）。赤は上げ、青は下げ、透明は変化なし。
unit_anomaly = 正常画像にないものがその部位にある確率。透明は0。
redrawn = 論文のモデルが描き直した画像
redrawn_absent = 作成時に論文のモデルがありませんでした。もう一度表示してください。
redrawn_film = 画像（100 × 100）
redrawn_normal = 正常画像に倣った再構成
redrawn_error = 差
redrawn_what = 画素値の差は平均{ $mean }で、正常画像の{ $percent }より大きい値です。差の色は、正常画像の画素の99 %が収まる値を上限としています。輪郭や文字で差が大きくなります。差は所見ではありません。
redrawn_unplaced = 画素値の差は平均{ $mean }です。輪郭や文字で差が大きくなります。差は所見ではありません。
taken_for = { $first }（{ $p_first }）と判断しました。次は{ $second }（{ $p_second }）です。
shown_as_chest = 正しい向きの胸部全体の画像
shown_as_other = 別の画像
shown_as_upside_down = 上下逆の胸部画像
shown_as_turned = 90度回転した胸部画像
shown_as_inverted = 白黒逆の胸部画像
shown_as_part = 胸部の一部の画像
bars_cut = 画像の{ $percent } %は余白（帯）で、評価には用いません。
contradiction_chest = { $attribute } は { $value } ですが、胸部画像のように見えます。どちらかが誤っています。
contradiction_other = ヘッダーでは胸部のX線画像（{ $value }）ですが、そのようには見えません。
contradiction_lateral = View Position (0018,5101) は { $value } です。モデルは正面像を対象としており、側面像についての値は当てはまりません。
contradiction_inverted = Photometric Interpretation (0028,0004) は { $value } で、骨が暗く表示されます。ファイルの記載が誤っている可能性があります。

## The paper's models.
paper = 論文のモデル（2017年）
paper_off = この企画の出発点となった論文に基づく、三つの古いモデルです。有効にすると30 MBを一度だけ取得し、一覧の全画像をこれらでも評価します。判定には用いません。
paper_on = 100 × 100画素で見ています。判定には用いません。灰色は正常画像の分布です。
paper_waits = エンジンの起動後に始まります。
vlb = 正常らしさ
vlb_short = VLB
p_cr = 胸部X線画像
paper_abnormal = 異常
nats = nat
reference_limit = 2.5パーセンタイル
log_likelihood = 対数尤度
kl = KLダイバージェンス

## The bar and its sheets.
model_card = モデルカード
model_card_long = モデルカードと較正
help = キー操作とヘルプ
close = 閉じる
dismiss = 表示を消す
try_again = もう一度試す
processor = CPU
webgpu = WebGPU
engine_loading = エンジンを読み込み中
engine_testing = 自己試験中
engine_stopped = エンジンなし
reads_films = 画像の読み込みのみ（評価はしません）
helpers = 追加のエンジン
not_started = 未起動
traffic_hint = 「送信」は要求の本文の量です。画像が送られるとすれば、そこに含まれます。このページの新しい版の有無は、ブラウザー自身も確かめます。確かめるには、エンジンの準備ができてからネットワークを切ってください。すべてそのまま動きます。
requests_label = 要求の一覧
the_page = このページ自体
reload = 再読み込み

## The model card.
card_verdicts = テスト画像での判定
card_kind = 胸部画像かどうか、その向き
card_novelty = 正常画像との違い
card_disease = 正常か異常か
card_modality = 胸部X線画像かどうか
card_vae = 正常画像らしさ
card_diagnosis = 正常か異常か
normal_films = 正常画像
abnormal_films = 異常画像
reliability_title = 異常の確率と、実際に異常だった割合
reliability_said = 示した確率
reliability_was = 異常だった割合
card_limits = モデルにできないこと
card_data = 学習に用いた画像
card_films = 画像：

## Calibration.
calibration = 較正
calibration_what = 施設が異なると値も変わることがあります。自施設の正常画像をおよそ100枚だけ一覧に入れて較正すると、判定の境界がこの端末の中でそれらに合わせられます。
calibrate = 一覧の画像で較正する
calibration_save = 保存
calibration_load = 読み込み
calibration_reset = 出荷時に戻す
calibration_not_kept = このブラウザーは次回まで保持しません。ファイルに保存してください。
own_films = 自施設の画像

## Errors that arise in the page itself: what, where, what to do.
unreadable = ブラウザーがこのファイルをディスクから読めませんでした。追加後に移動、変更、またはロックされた可能性があります。もう一度追加してください。
no_films = この書庫にはDICOMファイルもPNG・JPEG画像もありません。画像の入った書庫を選んでください。
not_drawn = ブラウザーがこの画像を描画できませんでした。この端末のメモリーには大きすぎる可能性があります。
crashed = このファイルの処理中にエンジンが停止し、再起動しました。ファイルが破損しているか、この端末のメモリーには大きすぎる可能性があります。
too_slow = このファイルについて2分間応答がなかったため、エンジンを再起動しました。ファイルが破損している可能性があります。
not_sound = エンジンが数値でない評価を返しました。ページを再読み込みしてください。再び起きる場合は、重みが破損している可能性があります。
no_load = エンジンを読み込めませんでした。接続を確認して、もう一度試してください。
restarted_too_often = エンジンが続けて何度も停止しました。
gpu_crashed = エンジンが停止しました
gpu_silent = エンジンが応答しません
gpu_not_sound = 数値でない評価を返しました
gpu_no_adapter = このブラウザーにはWebGPUアダプターがありません
bad_message = エンジンとページの版が異なります。ページを再読み込みしてください。

## Words that something is filled into.
paper_failed = 論文のモデルは使えません：{ $reason } 他のモデルは動き続けます。
operating_point = 動作点 { $point }
flag_done = テスト画像への操作
flag_films = 画像数
flag_flagged = 検出
flag_named = 正しい理由
column_films = テスト画像
column_groups = 陽性／陰性
column_auroc = AUROC（95 %区間）
column_sensitivity = 感度
column_specificity = 特異度
column_balanced = 均衡正解率
column_accuracy = 正解率
column_majority = 多数派のみ
outcome = 正常画像の{ $reviewed } %が要確認とされ、異常画像の{ $missed } %が正常に見えるとされました。確率のずれは平均{ $error }です（期待較正誤差）。
reliability_point = 確率およそ{ $said }の画像{ $films }枚のうち、{ $was } %が異常でした
calibrated_on = 正常画像{ $films }枚で較正：{ $site }。
calibration_too_few = 一覧にある評価済みの胸部画像は{ $found }枚です。正常画像が少なくとも{ $least }枚、できれば100枚必要です。
calibration_other_weights = この較正は別の重み（{ $weights }）のためのもので、使えません。較正し直してください。
calibration_unreadable = このファイルは較正ではありません（{ $detail }）。このページまたはプログラムで保存したものを選んでください。
source = { $films }枚、{ $licence }

## Texts of the weights that ship.
shipped_validation = 出荷時の検証画像
shipped_all = 全体
shipped_resolution = モデルは最大224 × 224画素で見るため、小さな結節は失われることがあります。実際の結節では測定していません。
shipped_elsewhere = 検証はここに数えたテスト画像だけで行いました。自施設の画像で較正してください。
shipped_children = 小児の画像は一つの病院の1～5歳のもので、正方形に引き伸ばされています。他の画像では値が異なることがあります。
shipped_labels = NIH ChestX-ray14のラベルは文章から抽出されたもので、誤りを含みます。
shipped_adults = NIHの成人画像では、異常の確率と正常画像らしさは、放射線科医の読影のある少数の画像でしか検証していません。数値の区間は広くなっています。
shipped_paper_resolution = モデルは2017年の論文に従い、100 × 100画素で見ます。微細な陰影は失われます。
shipped_bound = 下界は胸部画像とその他の画像を区別しますが、病気の有無は区別しません（論文の結果も、ここでの結果も同じです）。
shipped_paper_children = 1～5歳の小児（一つの病院）とNIH ChestX-ray14の正面像で学習しました。他の画像では値が異なることがあります。
shipped_square = 学習画像はすべて正方形です。縦よりずっと横長の胸部画像は別の画像とみなされます（試した1,024 × 700の3枚中3枚）。

## Keys and help.
hand_drag = ドラッグ
hand_wheel = ホイール
does_window = ウィンドウ調整：左右で幅、上下で中心
does_zoom = ポインターの位置を拡大。タッチ画面では二本指、キーボードでは + と -
does_pan = 拡大した画像を移動。中ボタンでも可
does_reset = 最初の表示に戻す。ダブルクリックで全体表示
does_turn = 画像を左・右に回転（表示のみ）
does_mirror = 左右反転（表示のみ）
does_step = 前・次の画像
does_frame = 前・次のフレーム
does_preset = ファイルのウィンドウ。0は画像の階調から
does_overlay = 画像に重ねた図形の表示・非表示
does_map = 画像に重ねたマップの表示・非表示
does_invert = 白黒反転
does_open = ファイルを選択
does_remove = 画像を一覧から外す
does_export = レポートをJSONで保存
does_fold_list = 画像一覧をたたむ
does_fold_report = レポートをたたむ
does_help = この一覧
does_close = 閉じる
help_drop = ウィンドウのどこにでもファイルやフォルダーをドロップできます。各画像を復号して表示し、この端末の中で三つのモデルが評価します。胸部画像か、どう置かれているか。正常画像とどれほど違うか。異常か。これらから四つの言葉のどれかを示します。「判定保留」もその一つで、文字どおりの意味です。
help_size = モデルは画像を224 × 224画素に縮小して見ます。その大きさでは微細な陰影は失われます。判定は画像をふるい分けるもので、読影ではありません。
help_site = 施設が異なると値も変わることがあります。モデルカードの画面で、自施設の正常画像により較正してください。
help_address = アドレスに ?backend=cpu または ?backend=webgpu を付けると計算装置を、?paper=on を付けると論文のモデルの併用を選べます。

## What a file contradicts or leaves out.
doubt_assumed = { $attribute } がないため、{ $value } とみなしました。
doubt_corrected = { $attribute } が { $value } となっているため、{ $taken } とみなしました。
doubt_transfer_syntax = ファイルは画素の符号化を { $claimed } としていますが、実際は { $found } であり、そのように読み込みました。
doubt_excess_pixels = Pixel Data (7FE0,0010) は { $found } バイトありますが、ヘッダーからは { $expected } バイトのはずです。画素数またはフレーム数が誤っている可能性があります。
doubt_excess_bits = Bits Stored (0028,0101) を超えるビットが使われており、それらは除きました。
doubt_window = ファイルの指定するウィンドウでは画素がまったく見えないため、別のウィンドウを選びました。
doubt_text = Specific Character Set (0008,0005) では解釈できない文字があります。名前が正しく表示されない可能性があります。
doubt_polarity = 白黒が逆に見えます。Photometric Interpretation (0028,0004) は { $claimed } ですが、画素は逆に格納されているようです。ファイルの記載どおりに表示し、評価しています。

## Verdicts.
verdict_other = 胸部画像ではない
verdict_normal = 正常に見える
verdict_review = 要確認
verdict_unsure = 判定保留
why_blank = すべての画素が同じ値で、何も写っていません。
why_other = 胸部正面像とは別の画像に見えます。ほかの数値は当てはまりません。
why_upside_down = 上下が逆に見えます。向きを直して追加し直してください。
why_turned = 90度回転しているように見えます。向きを直して追加し直してください。
why_inverted = 骨が黒く、空気が白く見えます。白黒を反転したファイルを追加し直してください。
why_part = 胸部の一部だけが写っているように見えます。モデルは胸部全体の画像しか知りません。
why_unclear = 何が写っているか判然としません。モデルは正しい向きの胸部全体の画像しか知りません。
why_abnormal = 異常の確率が上の境界を超えています。ここに入る正常画像はわずかです。
why_between = 異常の確率が二つの境界の間にあり、どちらとも言えません。
why_unlike = 異常は認識されませんでしたが、ほとんどの正常画像よりも正常画像に似ていません。
why_normal = 異常の確率が下の境界を下回っています。ここに入る異常画像はわずかです。病気を否定するものではありません。

## Scores and their places.
legend = 白：この画像。破線：判定の境界。
limit = 境界 { $limit }
unsure_between = { $below } から { $above } は判定保留
taken_for_chest = 胸部画像とみなします
taken_for_other = 別の画像とみなします
above_limits = 両方の境界より上
below_limits = 両方の境界より下
between_limits = 境界の間
more_alike_than = 正常画像の{ $percent }より似ています
less_alike_than = 正常画像の{ $percent }より似ていません
lower_than = 正常画像の{ $percent }より低い値
higher_than = 正常画像の{ $percent }より高い値
over_99 = 99 %以上
above_point = 動作点以上
below_point = 動作点未満
reliability = テスト画像では、出所により、正常と異常の2枚のうち異常の方を高く評価したのは100回中{ $times }回です（偶然なら50回）。
times_range = { $worst }～{ $best }
by_chance = 一部の画像では偶然と変わりません。

## The list, the film, the engines.
only_all = すべての画像
order_added = 追加順
order_abnormal = 異常の確率順
order_unlike = 正常と違う順
order_name = 名前順
order_unsure = 判定保留から
order_date = 新しい順
order_study = 検査ごと
seconds_left = 残り約{ $number }秒
minutes_left = 残り約{ $number }分
hours_left = 残り約{ $number }時間
films_of_study = { $films }枚
depth = { $allocated }ビット中{ $stored }ビット
depth_signed = { $bits }、符号付き
frames = { $frames }（最初のフレームを評価）
frame = フレーム { $frame } / { $frames }
frame_not_scored = { $frame }（評価対象外）
weights_progress = 重み { $loaded } / { $total }
running = 自己試験に合格、{ $time }で準備完了
running_on = { $device }、{ $ready }
session_kept = { $films ->
    [0] まだ何も残していません
   *[other] { $films }件を残しました
}
session_kept_only = { $films ->
    [0] 何も残せませんでした
   *[other] { $films }件だけ残しました
}
helping = 待っている画像が多い間、{ $helpers }個のエンジンが加わって処理します
sent = 送信 { $bytes }
sent_not_counted = 送信：計測できません
requests = このページの部品への要求 { $requests } 件、うち他の宛先への要求 { $elsewhere } 件。
request_part = 部品
request_who = 要求元
request_from = 取得元
request_size = 大きさ
who_page = ページ
who_engine = エンジン
who_webgpu = WebGPUエンジン
who_store = オフライン用の保管
from_network = ネットワーク
from_store = この端末に保管
from_cache = ブラウザーのキャッシュ
kept_unable = このページはオフライン用に保管されていません。このブラウザー、またはこのアドレスでは保管できません。
kept_keeping = このページをオフライン用に保管しています。
kept_kept = このページはこの端末に保管されており、ネットワークなしで開けます。
kept_room = このページはオフライン用に保管されていません。この端末に空きがありません。開いている間は使えます。
kept_network = このページはまだオフライン用に保管されていません。一部を取得できませんでした。次に開いたときに再び試みます。
kept_damaged = このページはオフライン用に保管されていません。一部が壊れて届きました。次に開いたときに再び試みます。
kept_newer = このページはオフライン用に保管されていません。サーバーに新しい版があります。再読み込みしてください。
more_asking = 残りを取得しています。
more_room = 残りを保管する空きがこの端末にありません。
more_network = 残りを取得できませんでした。接続を確かめ、もう一度お試しください。
more_damaged = 残りの一部が壊れて届きました。もう一度お試しください。
keep_all = 残りも保管する（{ $bytes }：WebGPU、JPEG XL、論文のモデル）
newer_version = { $films ->
    [0] 新しい版があります。再読み込みしてください。
   *[other] 新しい版があります。再読み込みすると一覧から画像{ $films }枚が消えます。先にレポートを書き出してください。
}
other_windows = このページは他の{ $others }個のウィンドウでも開かれています。新旧の版が混ざるのを避けるため、それらを閉じてから再読み込みしてください。
progress = { $finished } / { $all }
fell_back = WebGPUは使いません：{ $reason } 評価はCPUで行います。
engine_failed = 画像を評価できません：{ $reason }
incomplete = これは媒体の目次であるDICOMDIRです。記載された{ $files }ファイルのうち{ $missing }ファイルが一覧にありません。DICOMDIRのあるフォルダーごとドロップしてください。
entry = 項目 { $number }
unpacking = 展開中 { $done } / { $entries }
date = { $year }年{ $month }月{ $day }日
age_years = { $number }歳
age_months = { $number }か月
age_weeks = { $number }週
age_days = { $number }日

## What could not be read, by kind; the English words with places and numbers stand below as detail.
error_empty = ファイルが空です（0バイト）。元の場所からコピーし直してください。
error_not_a_film = 画像ではありません。DICOMファイル、またはPNG・JPEG画像を選んでください。
error_truncated = ファイルが途中で切れています。保管先からコピーし直してください。
error_no_pixels = このDICOMファイルには画像がありません。画像そのものが入ったファイルを選んでください。
error_no_frame = 指定されたフレームはこのファイルにありません。
error_unsupported_transfer_syntax = この符号化方式には対応していません。非圧縮で書き出してください。
error_needs_jpeg_xl = JPEG XLの復号器がありません。非圧縮で書き出してください。
error_missing_attribute = 正しく表示するために必要な属性がありません。書き出し直してください。
error_bad_attribute = 属性の値がありえないものです。書き出し直してください。
error_too_large = 大きすぎて扱えません。小さくして書き出すか、書庫を展開してください。
error_damaged = ファイルが破損しています。保管先からコピーし直してください。
error_decode = 圧縮された画素を復号できませんでした。保管先からコピーし直してください。
error_encrypted = 暗号化されています。パスワードで展開し、そのフォルダーを選んでください。
error_unsupported_compression = この圧縮方式には対応していません。書庫を展開し、そのフォルダーを選んでください。
error_unsupported_archive = この形式の書庫には対応していません。展開し、そのフォルダーを選んでください。
error_expands_too_far = 画像ではありえない大きさに展開されるため、開きません。書庫を展開し、そのフォルダーを選んでください。
error_nested_too_deep = 書庫が深く入れ子になっています。外側の書庫を先に展開してください。
error_no_film = この書庫には画像がありません。DICOMファイルの入った書庫を選んでください。
error_names_nothing = このDICOMDIRには画像の記載がありません。画像のファイルまたはフォルダーを選んでください。
error_unreadable = 読み込めませんでした。ファイルが元の場所にあり、読み取れることを確認してください。
error_removed = ブラウザーがこのファイルをディスクから読めませんでした。もう一度追加してください。
error_no_films = この書庫にはDICOMファイルもPNG・JPEG画像もありません。画像の入った書庫を選んでください。
error_incomplete_directory = DICOMDIRに記載されたファイルの一部が一覧にありません。DICOMDIRのあるフォルダーごとドロップしてください。
error_engine_unavailable = エンジンが使えないため、評価できません。
error_engine_stopped = このファイルの処理中にエンジンが停止し、再起動しました。ファイルが破損しているか、大きすぎる可能性があります。

## Tools on the film, and its header.
tools = ツール
tool_window = ウィンドウ (W)
tool_pan = 移動 (V)
tool_length = 長さの計測 (M)
tool_angle = 角度の計測 (A)
tool_magnifier = ルーペ（Zを押している間）
true_size = 実寸表示 (U)
tags_hint = ファイルの全ヘッダー (D)
hide_text = 氏名などの文字を隠す (T)
save_picture = 表示を画像として保存 (C)
at_detector = 検出器面上
at_patient = Pixel Spacingによる
no_spacing = 画素間隔の記載なし
true_size_assumed = 実寸（画面を96画素/インチと仮定。もう一度Uで設定）
true_size_measured = 実寸
ruler_title = この画面での実寸
ruler_what = ブラウザーからは画面の大きさが分かりません。銀行カード（長辺85.6 mm）を帯に当て、帯の長さをカードに合わせてください。以後は実寸で表示できます。
ruler_length = 帯の長さ
ruler_keep = 保存
ruler_reset = 96画素/インチとみなす
side_right = 右側
side_left = 左側
side_both = 両側
beside = 並べて比較 (S)
beside_close = 閉じる
beside_exchange = 左右の画像を入れ替える
beside_linked = 拡大を連動
beside_hint = 固定しました。比較する画像を一覧から選んでください
tags_title = 画像のヘッダー
tags_search = タグ・名称・値を検索
tags_copy = コピー
tags_copied = コピーしました。
tags_not_copied = このブラウザーではページからコピーできません。行を選択してコピーしてください。
tags_none = PNG・JPEG画像にDICOMヘッダーはありません。
tags_no_names = 属性の名称を取得できなかったため、多くは番号のみの表示です。
tag_number = タグ
tag_name = 名称
tag_value = 値
tags_all = { $all }件
tags_found = { $all }件中{ $found }件
does_tool_hand = 左ドラッグ（一本指）の働きを選択：ウィンドウまたは移動
does_tool_measure = 長さ・角度の計測。選んだ計測はDeleteで削除
does_magnify = 押している間ルーペを表示
does_space = 押している間、ドラッグで画像を移動
does_true_size = 実寸表示（画素間隔の記載がある場合）
does_beside = この画像を固定し、別の画像と並べて比較
does_header = ファイルの全ヘッダーを表示・検索
does_hide_text = 供覧用に氏名などの文字を隠す
does_save_picture = 表示をPNG画像として保存

## Handing on.
hand_on = DICOMで渡す
hand_on_what = この端末の中で作成し、研究用と明記します。
export_sr = 構造化レポート
export_sr_hint = 同じ検査に属するレポート（TID 1500）。スコア、判定、モデルを含み、未検証です
export_sc = 表示画像
export_sc_hint = 表示中の画像に、判定と注意書きを下に焼き込んだもの（セカンダリキャプチャ）
export_copy = 匿名化した複製
export_copy_hint = 患者を特定する情報を除いた画像。変更内容を先に確認できます
exporting = 作成中
exported = 保存しました：{ $name }
no_random = ブラウザーから乱数が得られず、新しい識別子を作れません。httpsまたはこの端末からページを開いてください。
copy_title = 匿名化した複製
copy_what = DICOM PS3.15 附属書Eの基本プロファイル（2026c）に従い、個人を特定する情報を除きます。このページを開いている間は、同じ患者の画像に同じ仮名が付きます。
copy_pixels = 画素に焼き込まれた文字は検出しません。渡す前に画像を目で確認してください。
copy_burned_in = このファイルには、画素に文字が焼き込まれていると記されています。複製にもそのまま残ります。
copy_dates = 日付
copy_dates_remove = 除く
copy_dates_keep = そのまま残す
copy_dates_shift = ずらす
copy_days = 日数
copy_characteristics = 性別・年齢・身長・体重を残す
copy_device = 装置の識別情報を残す
copy_institution = 施設の識別情報を残す
copy_uids = UIDを残す
copy_save = 複製を保存
copy_attribute = 属性
copy_change = 変更
copy_before = 元の値
copy_after = 複製での値
copy_show_kept = 残すものも表示
copy_private = プライベート
copy_none = 読み込み中
copy_count = 変更 { $changed } 件、そのまま { $kept } 件
change_removed = 削除
change_emptied = 空に
change_replaced = 置換
change_kept = そのまま
change_added = 追加
error_picture = DICOMではない画像です。属する検査がないため、表示画像（セカンダリキャプチャ）か、JSON・CSVのレポートをお使いください。
error_no_identity = 参照に必要なUIDがないか、正しくありません。書き出し直すか、JSON・CSVのレポートをお使いください。
error_hidden_overlay = 画素の中にオーバーレイが隠れており、複製に残ってしまいます。オーバーレイを分けて書き出すか、表示画像をお使いください。
error_bad_picture = 画像の大きさと画素数が一致しません。もう一度表示してから書き出してください。
